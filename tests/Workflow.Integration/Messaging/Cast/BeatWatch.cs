using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using Workflow.Messaging.Scheduling;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>Notes each time at which its instance is asked for due work: only the one that has the beat is.</summary>
internal sealed class BeatWatch : IDueWork
{
    private readonly ConcurrentQueue<long> _asked = new();

    internal int Count => _asked.Count;

    /// <summary>Moments of the machine's monotonic clock, which all instances in this process share.</summary>
    internal IReadOnlyList<long> Asked => [.. _asked];

    public Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        _asked.Enqueue(Stopwatch.GetTimestamp());
        return Task.CompletedTask;
    }
}
