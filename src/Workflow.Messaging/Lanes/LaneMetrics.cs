using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Workflow.Messaging.Lanes;

/// <summary>What a lane measures, on the meter <c>Workflow.Messaging</c>, tagged with the lane's name. A commit is one measurement, however many units it has.</summary>
public sealed class LaneMetrics : IDisposable
{
    private static readonly ConcurrentDictionary<LaneMetrics, byte> Running = new();
    private static readonly Meter Meter = new("Workflow.Messaging");
    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>("workflow.lane.batch.size", "{unit}");
    private static readonly Histogram<double> CommitTime = Meter.CreateHistogram<double>("workflow.lane.commit.duration", "s");
    private static readonly Histogram<double> WaitTime = Meter.CreateHistogram<double>("workflow.lane.wait.duration", "s");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("workflow.lane.failures", "{commit}");
    private static readonly Counter<long> PoisonedUnits = Meter.CreateCounter<long>("workflow.lane.poisoned", "{unit}");

    private readonly KeyValuePair<string, object?> _tag;
    private readonly Func<int> _fill;
    private readonly Func<bool> _isWaiting;
    private long _commits;
    private long _units;

    // Gauges live as long as their meter, lanes do not: so one gauge asks whichever lanes are running.
    static LaneMetrics()
    {
        Meter.CreateObservableGauge("workflow.lane.fill", () => OfEach(lane => lane.Fill), "{unit}");
        Meter.CreateObservableGauge("workflow.lane.capacity", () => OfEach(lane => lane.Capacity), "{unit}");
        Meter.CreateObservableGauge("workflow.lane.waiting", () => OfEach(lane => lane._isWaiting() ? 1 : 0), "1");
    }

    internal LaneMetrics(string name, Func<int> fill, int capacity, Func<bool> isWaiting)
    {
        (Name, Capacity, _fill, _isWaiting) = (name, capacity, fill, isWaiting);
        _tag = new("workflow.lane", name);
        Running.TryAdd(this, 0);
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

    /// <summary>The lane has ended and has no fill any more.</summary>
    public void Dispose() => Running.TryRemove(this, out _);

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

    internal void Poisoned() => PoisonedUnits.Add(1, _tag);

    private static IEnumerable<Measurement<int>> OfEach(Func<LaneMetrics, int> value) =>
        Running.Keys.Select(lane => new Measurement<int>(value(lane), lane._tag));
}
