using System.Diagnostics.Metrics;

namespace Workflow.Host.Telemetry;

/// <summary>
/// All series of one metric. A series is found by comparing the few there are: that needs no key to be made, so a
/// measurement allocates nothing. Beyond the limit everything goes to one series without labels.
/// </summary>
internal sealed class MetricFamily(MetricDescription description)
{
    internal const int MaxSeries = 200;

    private readonly Lock _lock = new();
    private volatile MetricSeries[] _series = [];
    private MetricSeries? _rest;
    private long _epoch = 1;

    internal MetricDescription Description => description;

    /// <summary>What is to be written: all counters, and the gauges that were set for this scrape.</summary>
    internal IEnumerable<MetricSeries> Series(long epoch) =>
        _series.Concat(_rest is { } rest ? [rest] : []).Where(series => series.Epoch == 0 || series.Epoch == epoch);

    internal void Begin(long epoch) => Volatile.Write(ref _epoch, epoch);

    internal void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Find(tags);
        if (description.Kind == MetricKind.Histogram)
            series.Observe(value);
        else if (instrument.IsObservable)
            series.Set(value, Volatile.Read(ref _epoch));
        else
            series.Add(value);
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var series in _series)
        {
            if (Matches(series, tags))
                return series;
        }
        return AddSeries(tags);
    }

    private bool Matches(MetricSeries series, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        for (var i = 0; i < description.Labels.Length; i++)
        {
            if (!Equals(series.Labels[i], ValueOf(tags, description.Labels[i])))
                return false;
        }
        return true;
    }

    private MetricSeries AddSeries(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            foreach (var series in _series)
            {
                if (Matches(series, tags))
                    return series;
            }
            if (_series.Length >= MaxSeries)
                _series = [.. _series.Where(series => series.Epoch == 0 || series.Epoch == _epoch)];
            if (_series.Length >= MaxSeries)
                return _rest ??= New(new object?[description.Labels.Length]);
            var values = new object?[description.Labels.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = ValueOf(tags, description.Labels[i]);
            var added = New(values);
            _series = [.. _series, added];
            return added;
        }
    }

    private MetricSeries New(object?[] labels) => new(labels, description.Kind == MetricKind.Histogram ? description.Bounds : null);

    private static object? ValueOf(ReadOnlySpan<KeyValuePair<string, object?>> tags, string label)
    {
        foreach (ref readonly var tag in tags)
        {
            if (tag.Key == label)
                return tag.Value;
        }
        return null;
    }
}
