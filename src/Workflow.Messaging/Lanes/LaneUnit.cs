using System.Diagnostics;
using Workflow.Messaging.Kafka.Hub;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Scheduling;
using Workflow.Messaging.Telemetry;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.Lanes;

/// <summary>
/// One caller's work: what the inbox, the effect and the outgoing messages of one message have in common.
/// All of it is committed together, or none.
/// </summary>
/// <param name="orderId">Decides the lane: units of one order never race and keep their order.</param>
public abstract class LaneUnit(Guid orderId) : IThreadPoolWorkItem
{
    private const int Waiting = 0;
    private const int Committing = 1;
    private const int Ended = 2;

    private TaskCompletionSource<LaneOutcome>? _completion;
    private LaneOutcome _outcome = LaneOutcome.Committed;
    private Exception? _error;
    private ShortList<OutboxRow> _outgoing;
    private List<ScheduledRow>? _scheduled;
    private List<Guid>? _cancelledTokens;
    private int _state;
    private volatile bool _abandoned;

    /// <summary>The order.</summary>
    public Guid OrderId { get; } = orderId;

    /// <summary>The consumed message; null for a unit that comes from outside and has no inbox key.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>Pinned name of the consumer: the other half of the inbox key.</summary>
    public string Consumer { get; init; } = "";

    /// <summary>True for new work, which may wait in the database while the relay's window is full.</summary>
    public bool StartsWork { get; init; }

    /// <summary>Messages that leave after the commit, in this order.</summary>
    public ref ShortList<OutboxRow> Outgoing => ref _outgoing;

    /// <summary>Messages that leave when they are due.</summary>
    public List<ScheduledRow> Scheduled => _scheduled ?? Interlocked.CompareExchange(ref _scheduled, [], null) ?? _scheduled;

    /// <summary>Tokens of scheduled messages that shall not leave any more.</summary>
    public List<Guid> CancelledTokens => _cancelledTokens ?? Interlocked.CompareExchange(ref _cancelledTokens, [], null) ?? _cancelledTokens;

    /// <summary>Whether there is anything in one of these two lists, which most units never ask for.</summary>
    internal bool HasTimers => _scheduled is { Count: > 0 } || _cancelledTokens is { Count: > 0 };

    /// <summary>The sampled span of the caller, which what leaves names as its parent; nothing when there is none.</summary>
    internal ActivityContext Trace { get; set; } = Tracing.Current;

    /// <summary>
    /// Whether the message was handed over from this process's outbox, so that removing its row tells that it is consumed. Said once, when
    /// the unit enters its lane: what the window knows changes while the unit waits.
    /// </summary>
    internal bool IsHandedOver { get; set; }

    /// <summary>Whether the message gets an inbox key: it came otherwise, or its row may be written again. Said once, as above.</summary>
    internal bool IsKeyed { get; set; }

    /// <summary>Whether a try ended without an answer, so that what it wrote may be there, sent and consumed.</summary>
    internal bool MayBeCommitted { get; set; }

    /// <summary>What the hub is told beside the events among <see cref="Outgoing"/>; null for nothing.</summary>
    internal List<HubRow>? Told { get; private set; }

    internal long EnqueuedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>How the unit ends, for a caller that asks before the unit enters its lane.</summary>
    internal Task<LaneOutcome> Completion => (_completion ??= new()).Task;

    /// <summary>The message that ends with this unit, in place of a caller that waits.</summary>
    internal DirectReceiveContext? Message { get; set; }

    /// <summary>Has the hub told in the same commit, in place of what it was to be told before.</summary>
    public void TellHub(params HubRow[] rows) => Told = rows.Length == 0 ? null : [.. rows];

    /// <summary>Takes the unit out of the caller's hands for one try; false when the caller gave up before.</summary>
    internal bool TryBegin() => Interlocked.CompareExchange(ref _state, Committing, Waiting) == Waiting;

    /// <summary>Puts the unit back after a try that the database did not answer, unless nobody wants it any more.</summary>
    internal void Suspend()
    {
        Interlocked.CompareExchange(ref _state, Waiting, Committing);
        if (_abandoned)
            Withdraw();
    }

    /// <summary>Withdraws the unit: at once, or when the try under way is lost.</summary>
    internal void Abandon()
    {
        _abandoned = true;
        Withdraw();
    }

    private void Withdraw() => Interlocked.CompareExchange(ref _state, Ended, Waiting);

    internal void EndAsDuplicate()
    {
        _outcome = LaneOutcome.Duplicate;
        End();
    }

    internal void Fail(Exception error)
    {
        _error = error;
        End();
    }

    /// <summary>All of them are committed: callers that wait go on, a few in a turn; messages end here and now.</summary>
    internal static void EndAsCommitted(IReadOnlyList<LaneUnit> units)
    {
        List<LaneUnit>? waited = null;
        foreach (var unit in units)
        {
            Volatile.Write(ref unit._state, Ended);
            if (unit.Message is null)
                (waited ??= new(units.Count)).Add(unit);
        }
        if (waited is not null)
            ThreadPool.UnsafeQueueUserWorkItem(new Turns(waited), preferLocal: false);
        foreach (var unit in units)
        {
            if (unit.Message is { } message)
                unit.EndMessage(message);
        }
    }

    /// <summary>What is left to do at the end of a unit that no caller waits for; one that failed has left nothing, like a duplicate.</summary>
    internal virtual void AtEnd(LaneOutcome outcome)
    {
    }

    private void EndMessage(DirectReceiveContext message)
    {
        try
        {
            AtEnd(_error is null ? _outcome : LaneOutcome.Duplicate);
        }
        catch (Exception error)
        {
            _error ??= error;
        }
        message.EndWith(_error);
    }

    private void End()
    {
        Volatile.Write(ref _state, Ended);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (Message is { } message)
            EndMessage(message);
        else if (_error is null)
            _completion?.TrySetResult(_outcome);
        else
            _completion?.TrySetException(_error);
    }

    /// <summary>
    /// Hundreds of units end at once. If all their callers went on at once, a request that comes in meanwhile would wait behind them all.
    /// </summary>
    private sealed class Turns(IReadOnlyList<LaneUnit> units) : IThreadPoolWorkItem
    {
        private const int UnitsInATurn = 16;
        private int _next;

        public void Execute()
        {
            var end = Math.Min(_next + UnitsInATurn, units.Count);
            while (_next < end)
                ((IThreadPoolWorkItem)units[_next++]).Execute();
            if (_next < units.Count)
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
