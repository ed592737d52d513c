using System.Buffers;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Workflow.Host.Telemetry;

/// <summary>Listens to the instruments of <see cref="MetricCatalog"/> and writes what they say in Prometheus' text format.</summary>
internal sealed class MetricCollector : IDisposable
{
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private readonly IMeterFactory _meters;
    private long _epoch = 1;

    public MetricCollector(IMeterFactory meters, IOptions<MetricsOptions> options)
    {
        _meters = meters;
        foreach (var metric in MetricCatalog.All)
            _families.Add(metric.PrometheusName, new MetricFamily(metric));
        if (!options.Value.Collect)
            return;
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<int>(static (instrument, value, tags, state) => ((MetricFamily)state!).Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (instrument, value, tags, state) => ((MetricFamily)state!).Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (instrument, value, tags, state) => ((MetricFamily)state!).Record(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>A metric by its instrument's name, with what was counted so far; null when there is none.</summary>
    internal MetricFamily? Find(string name) =>
        MetricCatalog.Find(name) is { } metric ? _families[metric.PrometheusName] : null;

    /// <summary>One scrape; the next one waits for it.</summary>
    internal byte[] Scrape()
    {
        lock (_scrape)
        {
            _epoch++;
            foreach (var family in _families.Values)
                family.Begin(_epoch);
            _listener.RecordObservableInstruments();
            _buffer.ResetWrittenCount();
            foreach (var family in _families.Values)
                PrometheusText.Write(_buffer, family, _epoch);
            return _buffer.WrittenSpan.ToArray();
        }
    }

    // What belongs to a host is made by its factory; another host in this process has one of its own.
    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (MetricCatalog.Find(instrument.Name) is { } metric && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, _meters)))
            listener.EnableMeasurementEvents(instrument, _families[metric.PrometheusName]);
    }
}
