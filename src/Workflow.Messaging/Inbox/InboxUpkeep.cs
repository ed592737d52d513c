using Npgsql;
using Workflow.Messaging.Scheduling;

namespace Workflow.Messaging.Inbox;

/// <summary>Makes the inbox partitions of the coming days and drops the forgotten ones, for as long as the host runs.</summary>
internal sealed class InboxUpkeep(TimeProvider time) : IDueWork
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private DateTimeOffset _next = DateTimeOffset.MinValue;

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _next)
            return;
        await InboxPartitions.EnsureAsync(connection, DateOnly.FromDateTime(now.UtcDateTime), cancellationToken: cancellationToken);
        _next = now + Interval;
    }
}
