using System.Diagnostics;
using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.RabbitMq;

/// <summary>What one channel has sent and the broker has not confirmed yet, by the channel's sequence numbers.</summary>
internal sealed class UnconfirmedMessages
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ulong, (OutboxRow Row, long SentAt)> _rows = [];
    private readonly HashSet<Guid> _returned = [];
    private ulong _last;
    private bool _isClosed;

    internal int Count
    {
        get
        {
            lock (_lock)
                return _rows.Count;
        }
    }

    /// <summary>How long the oldest has been waiting; zero when nothing waits.</summary>
    internal TimeSpan Age
    {
        get
        {
            lock (_lock)
                return _rows.Count == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_rows.First().Value.SentAt);
        }
    }

    /// <summary>Numbers a message as the channel does; called before it is sent, by one thread. False when the channel has been given up.</summary>
    internal bool TryAdd(OutboxRow row)
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _rows.Add(++_last, (row, Stopwatch.GetTimestamp()));
            return true;
        }
    }

    /// <summary>No queue took the message; its confirm, which follows, does not mean that it arrived.</summary>
    internal void Return(Guid messageId)
    {
        lock (_lock)
            _returned.Add(messageId);
    }

    /// <summary>Takes out what the broker speaks of, each with whether it was returned before.</summary>
    internal List<(OutboxRow Row, bool Returned)> Take(ulong number, bool multiple)
    {
        List<(OutboxRow, bool)> taken = [];
        lock (_lock)
        {
            if (!multiple)
                Take(number, taken);
            while (multiple && _rows.Count > 0 && _rows.First().Key is var first && first <= number)
                Take(first, taken);
        }
        return taken;
    }

    /// <summary>Takes out everything, in the order in which it was sent, and takes no more.</summary>
    internal List<OutboxRow> Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            List<OutboxRow> rows = [.. _rows.Values.Select(entry => entry.Row)];
            _rows.Clear();
            return rows;
        }
    }

    private void Take(ulong number, List<(OutboxRow, bool)> taken)
    {
        if (_rows.Remove(number, out var entry))
            taken.Add((entry.Row, _returned.Remove(entry.Row.MessageId)));
    }
}
