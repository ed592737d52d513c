using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Workflow.Messaging.Lanes;

/// <summary>What a lane measures, on the meter <c>Workflow.Messaging</c>, tagged with the lane's name.</summary>
public sealed class LaneMetrics
{
    private static readonly Meter Meter = new("Workflow.Messaging");
    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>("workflow.lane.batch.size", "{unit}");
    private static readonly Histogram<double> CommitTime = Meter.CreateHistogram<double>("workflow.lane.commit.duration", "s");
    private static readonly Histogram<double> WaitTime = Meter.CreateHistogram<double>("workflow.lane.wait.duration", "s");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("workflow.lane.failures", "{commit}");

    private readonly KeyValuePair<string, object?> _tag;
    private readonly Func<int> _fill;
    private long _commits;
    private long _units;

    internal LaneMetrics(string name, int capacity, Func<int> fill)
    {
        Name = name;
        Capacity = capacity;
        _fill = fill;
        _tag = new("workflow.lane", name);
        Meter.CreateObservableGauge("workflow.lane.fill", () => new Measurement<int>(fill(), _tag), "{unit}");
    }

    /// <summary>The lane's name.</summary>
    public string Name { get; }

    /// <summary>Units that may wait for it.</summary>
    public int Capacity { get; }

    /// <summary>Units that wait for it now.</summary>
    public int Fill => _fill();

    /// <summary>Transactions committed since the start.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Units committed since the start.</summary>
    public long Units => Interlocked.Read(ref _units);

    internal void Committed(IReadOnlyList<LaneUnit> units, long started)
    {
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _units, units.Count);
        BatchSize.Record(units.Count, _tag);
        CommitTime.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, _tag);
        if (WaitTime.Enabled)
            WaitTime.Record(Stopwatch.GetElapsedTime(units[0].EnqueuedAt, started).TotalSeconds, _tag);
    }

    internal void Failed() => Failures.Add(1, _tag);
}
