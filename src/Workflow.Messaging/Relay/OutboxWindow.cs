using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using Workflow.Contracts;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Ring;
using Workflow.Messaging.Telemetry;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.Relay;

/// <summary>
/// What this process knows of the outbox: the messages under way, the new orders that wait here for room, the messages that have arrived
/// and whose rows the next commit removes, those that failed, and how many new orders wait in the database.
/// </summary>
/// <remarks>
/// A message that is under way belongs to this instance (its row names it). Whatever this class forgets, by a crash or
/// a full ring, is still in the table, and the sweep brings it back. In memory a message is under way until it is
/// consumed; with a broker until it is confirmed, and its row stays until some instance's commit has consumed it.
/// </remarks>
public sealed class OutboxWindow
{
    private readonly RowsUnderWay _underWay = new();
    private readonly ConcurrentQueue<OutboxRow> _waiting = new();
    private readonly ConcurrentQueue<Guid> _settled = new();
    private readonly ConcurrentQueue<OutboxFailure> _failures = new();
    private readonly ConcurrentDictionary<string, bool> _unheard = new(StringComparer.Ordinal);
    private readonly RelayOptions _options;
    private readonly DirectQueues _local;
    private long _backlog;
    private long _waitingLines;
    private int _waitingOrders;
    private long _unconsumed;
    private volatile bool _held;

    /// <summary>An empty window.</summary>
    internal OutboxWindow(WorkflowInstance instance, (TransportKind Kind, DirectQueues Local) transport, IOptions<RelayOptions> options)
    {
        _options = options.Value;
        _local = transport.Local;
        Instance = instance;
        IsBroker = transport.Kind != TransportKind.InMemory;
        Ring = new Ring<OutboxRow>(_options.RingCapacity);
    }

    /// <summary>
    /// Orders accepted and not started, because the window was full: those that wait here, and those that wait in the database, of all
    /// instances, as last counted.
    /// </summary>
    public long Backlog => Stored + Volatile.Read(ref _waitingOrders);

    /// <summary>The part of <see cref="Backlog"/> that waits in the database.</summary>
    internal long Stored => Math.Max(0, Interlocked.Read(ref _backlog));

    /// <summary>Messages under way.</summary>
    public int UnderWay => _underWay.Count;

    /// <summary>This instance's messages that are not consumed yet; with a broker an estimate, put right every second, or up to ten while the outbox is long.</summary>
    public long Unconsumed => IsBroker ? Interlocked.Read(ref _unconsumed) : _underWay.Count;

    /// <summary>Whether an event can reach anybody; without a broker only a subscriber in this process.</summary>
    internal bool HasListeners => IsBroker || !_local.NobodyListens;

    internal WorkflowInstance Instance { get; }

    internal bool IsBroker { get; }

    /// <summary>Committed messages on their way to the sender.</summary>
    internal Ring<OutboxRow> Ring { get; }

    /// <summary>
    /// How many more messages from the table may be under way. Orders that wait in memory fill the window at once, so the sweep may go beyond
    /// it by a quarter: what is due must not wait behind them.
    /// </summary>
    internal int Room => RoomUpTo(IsAnyWaiting ? _options.Window + (_options.Window / 4) + 1 : _options.Window);

    /// <summary>Whether new orders wait in memory for room.</summary>
    internal bool IsAnyWaiting => Volatile.Read(ref _waitingOrders) > 0;

    internal bool HasSettled => !_settled.IsEmpty;

    internal OutboxChange Plan(IReadOnlyList<LaneUnit> units)
    {
        List<(OutboxRow, OutboxPlace)> written = new(units.Count);
        List<Guid> settled = [], handedOver = new(units.Count);
        // Who came first goes first: to the consumers, to those who wait here, to those who wait in the table.
        var room = Backlog == 0 ? Room : 0;
        var waitingRoom = Stored == 0 && !_held && _options.Window > 0 ? _options.WaitingRoom - Interlocked.Read(ref _waitingLines) : 0;
        var hasListeners = HasListeners;
        foreach (var unit in units)
        {
            Tracing.Stamp(unit);
            var place = unit.StartsWork && room-- <= 0 ? PlaceToWait(unit, ref waitingRoom) : OutboxPlace.UnderWay;
            foreach (var row in unit.Outgoing)
            {
                row.MayComeAgain |= unit.MayBeCommitted;
                if (hasListeners || !row.IsEvent)
                    written.Add((row, place));
            }
            if (unit.MessageId is not { } id)
                continue;
            if (unit.IsHandedOver)
                handedOver.Add(id);
            // A broker may have brought the message of another instance: its row goes all the same.
            else if (IsBroker || _underWay.Contains(id))
                settled.Add(id);
        }
        var consumed = settled.Count;
        while (settled.Count < units.Count + _options.SweepBatch && _settled.TryDequeue(out var id))
            settled.Add(id);
        return new OutboxChange(written, [.. settled], consumed) { HandedOver = handedOver };
    }

    internal void Committed(OutboxChange change)
    {
        foreach (var id in change.HandedOver)
            _underWay.Remove(id);
        foreach (var id in change.Settled)
            _underWay.Remove(id);
        Interlocked.Add(ref _unconsumed, -change.Consumed);
        foreach (var (row, place) in change.Written)
        {
            switch (place)
            {
                case OutboxPlace.UnderWay:
                    Send(row);
                    break;
                case OutboxPlace.WaitingHere:
                    _waiting.Enqueue(row);
                    Interlocked.Add(ref _waitingLines, LinesOf(row));
                    Interlocked.Increment(ref _waitingOrders);
                    break;
                default:
                    Interlocked.Increment(ref _backlog);
                    break;
            }
        }
        SendWaiting();
    }

    /// <summary>Lets those set out who wait here, as far as there is room.</summary>
    internal void SendWaiting()
    {
        while (IsAnyWaiting && RoomUpTo(_options.Window) > 0 && _waiting.TryDequeue(out var row))
        {
            Send(row);
            Interlocked.Add(ref _waitingLines, -LinesOf(row));
            Interlocked.Decrement(ref _waitingOrders);
        }
    }

    private int RoomUpTo(int window) => _held ? 0 : (int)Math.Clamp(window - Unconsumed, 0, window);

    private static OutboxPlace PlaceToWait(LaneUnit unit, ref long waitingRoom)
    {
        var lines = 0;
        foreach (var row in unit.Outgoing)
            lines += LinesOf(row);
        if (waitingRoom < lines)
            return OutboxPlace.Table;
        waitingRoom -= lines;
        return OutboxPlace.WaitingHere;
    }

    // What a message that starts work takes of memory follows from its lines; a command without any counts as one.
    private static int LinesOf(OutboxRow row) => row.Message is SubmitOrder order ? order.Lines.Count : 1;

    /// <summary>
    /// The rows are still in the table: a later commit removes them. Those of the units themselves have not arrived:
    /// they stay, for their effect is not there.
    /// </summary>
    internal void RolledBack(OutboxChange change)
    {
        foreach (var id in change.Settled.AsSpan(change.Consumed))
            Settle(id);
    }

    /// <summary>
    /// A message of this process's own outbox in the hands of its one consumer: while its row is there it is not consumed. Null for what a
    /// broker or somebody else brought, and for an event, which has many consumers.
    /// </summary>
    internal OutboxRow? InHand(Guid messageId) =>
        !IsBroker && _underWay.Find(messageId) is { IsEvent: false } row ? row : null;

    /// <summary>Puts a row of this instance on its way, unless it is already.</summary>
    internal void Send(OutboxRow row)
    {
        if (!_underWay.TryAdd(row))
            return;
        Interlocked.Increment(ref _unconsumed);
        SendAgain(row);
    }

    /// <summary>Puts a row on its way again whose transport broke before it could confirm it.</summary>
    internal void SendAgain(OutboxRow row)
    {
        row.QueuedAt = Stopwatch.GetTimestamp();
        if (!Ring.TryWrite(row))
            Forget(row.MessageId);
    }

    /// <summary>The transport has the message; its row goes, or stays <paramref name="untilConsumed"/>.</summary>
    internal void Sent(OutboxRow row, bool untilConsumed)
    {
        if (!untilConsumed)
        {
            Interlocked.Decrement(ref _unconsumed);
            Settle(row.MessageId);
        }
        else if (IsBroker)
        {
            _underWay.Remove(row.MessageId);
        }
    }

    /// <summary>The message's effect is there, or it needs none, so that its row may go. In memory, one that is not ours is ignored.</summary>
    internal void Settle(Guid messageId)
    {
        if (IsBroker || _underWay.Contains(messageId))
            _settled.Enqueue(messageId);
    }

    /// <summary>While the transport takes nothing, new work waits in the database.</summary>
    internal void Hold(bool held) => _held = held;

    /// <summary>The message could not be sent or consumed; the sweep notes it and sends it again when it is time.</summary>
    internal void Fail(Guid messageId, Exception error)
    {
        if (_underWay.Find(messageId) is { } row)
            _failures.Enqueue(new OutboxFailure(row, error));
    }

    /// <summary>The messages that memory knows: under way, or waiting for it.</summary>
    internal Guid[] KnownMessages() => [.. _waiting.Select(row => row.MessageId), .. _underWay.Ids()];

    internal void Forget(Guid messageId) => _underWay.Remove(messageId);

    internal void CountBacklog(long rows) => Interlocked.Exchange(ref _backlog, rows);

    /// <summary>All that waited is taken; what has come since then stays counted.</summary>
    internal void Drained(long stored) => Interlocked.Add(ref _backlog, -stored);

    /// <summary>Rows that name this instance: not consumed yet, or waiting for room.</summary>
    internal long Owned => Unconsumed + Volatile.Read(ref _waitingOrders);

    /// <summary>Puts the estimate right by which <see cref="Owned"/> was <paramref name="before"/> when the counting began; what has changed since stays.</summary>
    internal void CountOwned(long rows, long before) => Interlocked.Add(ref _unconsumed, rows - before);

    /// <summary>Messages to <paramref name="queue"/> were sent again, because nobody had consumed them.</summary>
    internal void NoteUnheard(string queue) => _unheard[queue] = true;

    /// <summary>The queues whose messages nobody had consumed, noted since this was asked last.</summary>
    internal List<string> TakeUnheard() => [.. _unheard.Keys.Where(queue => _unheard.TryRemove(queue, out _))];

    internal List<OutboxFailure> TakeFailures()
    {
        List<OutboxFailure> failures = [];
        while (failures.Count < _options.SweepBatch && _failures.TryDequeue(out var failure))
            failures.Add(failure);
        return failures;
    }

    internal void PutBack(IEnumerable<OutboxFailure> failures)
    {
        foreach (var failure in failures)
            _failures.Enqueue(failure);
    }
}

/// <summary>A message that could not be sent or consumed this time.</summary>
internal sealed record OutboxFailure(OutboxRow Row, Exception Error);
