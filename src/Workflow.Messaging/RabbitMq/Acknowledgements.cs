using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Workflow.Messaging.RabbitMq;

/// <summary>
/// Acknowledges the deliveries of one channel together: all up to the first that is still in hand by one frame, which is one entry in
/// the log of a quorum queue. One that waits for long behind such a one is acknowledged alone. What a channel that breaks
/// still owes comes again, and the inbox knows it.
/// </summary>
/// <param name="channel">By which they come.</param>
/// <param name="prefetch">How many may be in hand: with few, each acknowledgement that waits is a place less.</param>
/// <param name="logger">Hears of an acknowledgement that the channel did not take.</param>
internal sealed class Acknowledgements(IChannel channel, int prefetch, ILogger logger)
{
    private const int Few = 256;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly int _mostRounds = prefetch < Few ? 0 : 10;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly HashSet<ulong> _settledBeyond = [];
    private readonly List<(ulong Tag, int Round)> _owed = [];

    // The lowest delivery that is still in hand; the broker counts them from 1 on each channel.
    private ulong _first = 1;
    private int _round;
    private bool _isRunning;

    /// <summary>The delivery is done with.</summary>
    internal void Add(ulong tag)
    {
        lock (_lock)
        {
            Settle(tag);
            _owed.Add((tag, _round));
            if (_isRunning)
                return;
            _isRunning = true;
        }
        _ = RunAsync();
    }

    /// <summary>The delivery comes again.</summary>
    internal async Task ReturnAsync(ulong tag)
    {
        if (await TrySendAsync(() => channel.BasicNackAsync(tag, multiple: false, requeue: true)))
        {
            lock (_lock)
                Settle(tag);
        }
    }

    /// <summary>Acknowledges at once what is owed.</summary>
    internal async Task FlushAsync()
    {
        await _sending.WaitAsync();
        try
        {
            await SendAsync(_mostRounds);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task RunAsync()
    {
        bool isOwed;
        do
        {
            await (prefetch < Few ? Task.CompletedTask : Task.Delay(Pause));
            // In turns: the broker takes an acknowledgement of what it has acknowledged already for a fault of the channel.
            await _sending.WaitAsync();
            try
            {
                isOwed = await SendAsync(0);
            }
            finally
            {
                _sending.Release();
            }
        }
        while (isOwed);
    }

    /// <returns>Whether there may be more to come.</returns>
    private async Task<bool> SendAsync(int rounds)
    {
        var (upTo, late, isOwed) = Take(rounds);
        if (upTo > 0 && !await TrySendAsync(() => channel.BasicAckAsync(upTo, multiple: true)))
            return false;
        foreach (var tag in late)
        {
            if (!await TrySendAsync(() => channel.BasicAckAsync(tag, multiple: false)))
                return false;
        }
        return isOwed;
    }

    private (ulong UpTo, List<ulong> Late, bool IsOwed) Take(int rounds)
    {
        var upTo = 0UL;
        List<ulong> late = [];
        lock (_lock)
        {
            foreach (var (tag, round) in _owed)
            {
                if (tag < _first)
                    upTo = Math.Max(upTo, tag);
                else if (_round - round + rounds >= _mostRounds)
                    late.Add(tag);
            }
            _owed.RemoveAll(owed => owed.Tag < _first || _round - owed.Round + rounds >= _mostRounds);
            _round++;
            _isRunning = _owed.Count > 0 || upTo > 0 || late.Count > 0;
            return (upTo, late, _isRunning);
        }
    }

    private void Settle(ulong tag)
    {
        if (tag != _first)
        {
            _settledBeyond.Add(tag);
            return;
        }
        do
            _first++;
        while (_settledBeyond.Remove(_first));
    }

    /// <summary>A channel that takes no acknowledgements is given up: its consumer begins again with another.</summary>
    private async Task<bool> TrySendAsync(Func<ValueTask> send)
    {
        try
        {
            await send();
            return true;
        }
        catch (Exception error)
        {
            if (channel.IsOpen)
            {
                RabbitMqLog.NotAcknowledged(logger, error.Message);
                await channel.AbortAsync();
            }
            return false;
        }
    }
}
