using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflow.Messaging.Relay;

namespace Workflow.Messaging.RabbitMq;

/// <summary>
/// Starts consumers again that do not come back to a broker that is there: MassTransit gives a receive endpoint up for good
/// when a call to the broker is cancelled, and keeps a closed connection whose end the client did not come to tell it; and a
/// broker may delete a queue without a word to those who consume it, who then wait for ever beside the new one. It may also
/// take them over to the new queue by itself, and then hold for them what it never delivers.
/// </summary>
internal sealed class ConsumerWatch(
    BrokerConsumers consumers, RabbitMqTransport sender, OutboxWindow window, ILogger<ConsumerWatch> logger) : BackgroundService
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    // Doubled with each vain try: a slow machine must come to an end of one before the next begins.
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan MostPatience = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _unheard = new(StringComparer.Ordinal);

    /// <summary>Patience counts from when the sender of this host has its connection, for then the broker is there.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (since, patience) = (Stopwatch.GetTimestamp(), FirstPatience);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        while (await timer.TickAsync(stoppingToken))
        {
            var lost = await FindLostAsync(stoppingToken);
            if (lost.Count == 0)
            {
                (since, patience) = (Stopwatch.GetTimestamp(), FirstPatience);
            }
            else if (Stopwatch.GetElapsedTime(since) > patience)
            {
                await RecoverAsync(lost, patience == FirstPatience, stoppingToken);
                (since, patience) = (Stopwatch.GetTimestamp(), TimeSpan.FromTicks(Math.Min(patience.Ticks * 2, MostPatience.Ticks)));
            }
        }
    }

    /// <summary>
    /// Queues that nobody here consumes; that hold messages of which this host is given none; to which it sends in vain; or that are gone
    /// although it consumes them.
    /// </summary>
    private async Task<List<string>> FindLostAsync(CancellationToken stoppingToken)
    {
        if (sender.Connection is not { } connection)
            return [];
        var lost = consumers.Missing.ToList();
        try
        {
            // While the broker blocks publishers it does not even read their questions.
            var silent = sender.IsBlocked ? [] : consumers.TakeSilent();
            _unheard.UnionWith(window.TakeUnheard());
            _unheard.IntersectWith(silent);
            foreach (var queue in silent)
            {
                if (_unheard.Contains(queue) || await QueueDepth.ReadAsync(connection, queue, stoppingToken) is null or > 0)
                    lost.Add(queue);
            }
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            RabbitMqLog.QueuesNotRead(logger, error.Message);
        }
        return lost;
    }

    /// <summary>Endpoints try again by themselves once they can get another connection; those that do not are started again.</summary>
    private async Task RecoverAsync(IReadOnlyList<string> queues, bool isFirstTry, CancellationToken stoppingToken)
    {
        RabbitMqLog.ConsumersLost(logger, string.Join(", ", queues));
        if (!consumers.TryForgetClosedConnection() || !isFirstTry)
        {
            // Another host may have taken what was sent again: one restart is enough until the next such message.
            _unheard.ExceptWith(queues);
            await Task.WhenAll(queues.Select(queue => RestartAsync(queue, stoppingToken)));
        }
    }

    private async Task RestartAsync(string queue, CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(StopLimit);
        try
        {
            await consumers.RestartAsync(queue, limit.Token);
        }
        catch (Exception error)
        {
            // A host that stops takes its consumers with it.
            if (!stoppingToken.IsCancellationRequested)
                RabbitMqLog.RestartFailed(logger, error, queue);
        }
    }
}
