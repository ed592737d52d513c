using Microsoft.Extensions.Options;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Relay;

namespace Workflow.Messaging.Faults;

/// <summary>Doubles, reorders and delays messages on their way to the transport, when <see cref="FaultOptions"/> says so.</summary>
internal sealed class FaultInjection(OutboxWindow window, IOptions<FaultOptions> options, TimeProvider time)
{
    private readonly FaultOptions _options = options.Value;
    private readonly HashSet<Guid> _delayed = [];

    /// <summary>The batch as it shall be sent; the very same one when nothing is disturbed.</summary>
    internal ReadOnlyMemory<OutboxRow> Disturb(ReadOnlyMemory<OutboxRow> rows)
    {
        if (_options is { DuplicateShare: 0, ReorderShare: 0, DelayMilliseconds: 0 })
            return rows;
        List<OutboxRow> disturbed = [];
        foreach (var row in rows.Span)
        {
            if (IsDelayed(row))
                continue;
            disturbed.Add(row);
            if (Random.Shared.NextDouble() < _options.DuplicateShare)
                disturbed.Add(row);
        }
        for (var i = 0; i < disturbed.Count; i++)
        {
            var other = Random.Shared.Next(disturbed.Count);
            if (Random.Shared.NextDouble() < _options.ReorderShare)
                (disturbed[i], disturbed[other]) = (disturbed[other], disturbed[i]);
        }
        return disturbed.ToArray();
    }

    // A message is held back once: when it comes again its time is over.
    private bool IsDelayed(OutboxRow row)
    {
        if (_options.DelayMilliseconds == 0 || _delayed.Remove(row.MessageId))
            return false;
        _delayed.Add(row.MessageId);
        _ = Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(_options.DelayMilliseconds)), time)
            .ContinueWith(_ => window.SendAgain(row), TaskScheduler.Default);
        return true;
    }
}
