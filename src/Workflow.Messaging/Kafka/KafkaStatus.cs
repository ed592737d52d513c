using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Workflow.Messaging.Kafka;

/// <summary>How this process gets on with Kafka, for health checks and gauges.</summary>
public sealed class KafkaStatus : IHealthCheck
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<int, string> _stopped = new();
    private long _waveSince;
    private volatile string? _hubFailure;

    /// <summary>Slots of the hub that this process publishes.</summary>
    public int Slots { get; set; }

    /// <summary>Whether the hub gets rid of what it has.</summary>
    public bool IsPublishing => _hubFailure is null && Volatile.Read(ref _waveSince) is var since && (since == 0 || Stopwatch.GetElapsedTime(since) < Slow);

    /// <summary>
    /// Degraded at worst: orders are taken and worked on without Kafka, so that its absence is no reason to send requests elsewhere.
    /// </summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!_stopped.IsEmpty)
            return Task.FromResult(HealthCheckResult.Degraded(_stopped.Values.First()));
        return Task.FromResult(IsPublishing ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(_hubFailure ?? "Kafka does not confirm what it is sent."));
    }

    /// <summary>A partition of the intake stands still until somebody decides; null when it goes on.</summary>
    public void Partition(int partition, string? stoppedBecause)
    {
        if (stoppedBecause is null)
            _stopped.TryRemove(partition, out _);
        else
            _stopped[partition] = stoppedBecause;
    }

    internal long BeginWave()
    {
        var now = Stopwatch.GetTimestamp();
        Interlocked.CompareExchange(ref _waveSince, now, 0);
        return now;
    }

    internal void EndWaves(bool anyConfirmed, string? failure)
    {
        if (anyConfirmed || failure is null)
            Volatile.Write(ref _waveSince, 0);
        _hubFailure = failure;
    }

    internal void HubIsEmpty() => EndWaves(true, null);

    internal void HubFailed(string failure) => _hubFailure = failure;
}
