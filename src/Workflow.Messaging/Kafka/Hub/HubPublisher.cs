using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Kafka.Hub;

/// <summary>
/// Brings the rows of the hub to Kafka and removes what is confirmed. It stands beside the workflow and never in its way: while Kafka is
/// away, rows wait, and orders go on.
/// </summary>
internal sealed class HubPublisher(
    HubOutbox outbox, KafkaClients clients, KafkaStatus status, NpgsqlDataSource dataSource, ILogger<HubPublisher> logger) : BackgroundService
{
    private static readonly TimeSpan BalanceEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private IProducer<byte[], byte[]>? _producer;

    // A publisher says nothing to the database while Kafka has its time to confirm; who is silent for longer is not alive.
    private int SilentSeconds => 30 + (2 * clients.Options.DeliveryTimeoutSeconds);

    /// <summary>A library that is missing is said at start.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        KafkaLibrary.Load();
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _producer?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first steps of making a client are not asynchronous, and a host's start is not to wait for them.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PublishAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                GoOn(error);
                await Task.WhenAny(Task.Delay(RetryDelay, stoppingToken));
            }
        }
    }

    private void GoOn(Exception error)
    {
        if (DatabaseFaults.IsTransient(error))
            KafkaLog.HubFailed(logger, error.Message);
        else
            KafkaLog.HubBroken(logger, error);
        status.HubFailed(error.Message);
    }

    /// <summary>Publishes for as long as one session of the database lasts.</summary>
    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var slots = new HubSlots(connection, SilentSeconds);
        try
        {
            await slots.JoinAsync(cancellationToken);
            var balanced = 0L;
            while (true)
            {
                if (balanced == 0 || Stopwatch.GetElapsedTime(balanced) > BalanceEvery)
                {
                    await BalanceAsync(slots, cancellationToken);
                    balanced = Stopwatch.GetTimestamp();
                }
                if (!await PublishOnceAsync(connection, slots.Held, cancellationToken))
                    await outbox.WaitAsync(TimeSpan.FromMilliseconds(clients.Options.HubPollMilliseconds), cancellationToken);
            }
        }
        finally
        {
            // A session that is broken has lost its locks already.
            if (connection.State == System.Data.ConnectionState.Open)
                await slots.LeaveAsync();
        }
    }

    private async Task BalanceAsync(HubSlots slots, CancellationToken cancellationToken)
    {
        var ended = slots.Ended;
        if (await slots.BalanceAsync(cancellationToken))
            KafkaLog.SlotsChanged(logger, slots.Held.Length, slots.Publishers);
        if (slots.Ended > ended)
            KafkaLog.SilentEnded(logger, SilentSeconds);
        status.Slots = slots.Held.Length;
    }

    /// <summary>Sends what stands at the head of the slots; false when that is nothing.</summary>
    private async Task<bool> PublishOnceAsync(NpgsqlConnection connection, short[] slots, CancellationToken cancellationToken)
    {
        if (slots.Length == 0)
            return false;
        var rows = await HubTable.ReadAsync(connection, slots, clients.Options.HubBatch, cancellationToken);
        if (rows.Count == 0)
        {
            status.HubIsEmpty();
            return false;
        }
        _producer ??= clients.NewProducer();
        List<HubRow> confirmed = [];
        HashSet<Guid> behind = [];
        List<(HubSend Send, Error Error)> failed = [];
        try
        {
            foreach (var wave in HubWaves.Of(rows))
                await SendAsync(wave.FindAll(send => !behind.Contains(send.Row.OrderId)), (confirmed, failed, behind), cancellationToken);
        }
        finally
        {
            // Also when this process is told to end: what is confirmed need not be sent again by the next one.
            await HubTable.DeleteAsync(connection, confirmed, CancellationToken.None);
        }
        await NoteAsync(connection, confirmed.Count, failed, cancellationToken);
        return true;
    }

    private async Task SendAsync(
        List<HubSend> sends, (List<HubRow> Confirmed, List<(HubSend, Error)> Failed, HashSet<Guid> Behind) result, CancellationToken cancellationToken)
    {
        if (sends.Count == 0)
            return;
        var started = status.BeginWave();
        var wave = new HubWave(sends.Count);
        foreach (var send in sends)
            wave.Send(_producer!, HubRecord.TopicOf(send.Row.Kind, clients.Options), send);
        try
        {
            await wave.Ended.WaitAsync(cancellationToken);
        }
        finally
        {
            foreach (var send in wave.Confirmed)
                result.Confirmed.AddRange([send.Row, .. send.Superseded]);
        }
        result.Failed.AddRange(wave.Failed);
        // What follows a record that failed has to wait for it.
        result.Behind.UnionWith(wave.Failed.Select(failure => failure.Send.Row.OrderId));
        HubMetrics.Sent(wave.Confirmed, started);
    }

    private async Task NoteAsync(
        NpgsqlConnection connection, int confirmed, List<(HubSend Send, Error Error)> failed, CancellationToken cancellationToken)
    {
        status.EndWaves(confirmed > 0, failed.Count == 0 ? null : failed[0].Error.Reason);
        if (failed.Count == 0)
            return;
        await GiveUpAsync(connection, failed.FindAll(failure => IsForGood(failure.Error.Code)), cancellationToken);
        HubMetrics.Failed(failed.Count);
        KafkaLog.NotConfirmed(logger, failed.Count, failed[0].Error.Reason);
        if (failed.Exists(failure => failure.Error.IsFatal))
        {
            // A producer that says so sends nothing any more.
            _producer!.Dispose();
            _producer = null;
        }
        await Task.Delay(RetryDelay, cancellationToken);
    }

    /// <summary>A record that Kafka will never take must not hold up the rest of its order for ever.</summary>
    private async Task GiveUpAsync(NpgsqlConnection connection, List<(HubSend Send, Error Error)> refused, CancellationToken cancellationToken)
    {
        if (refused.Count == 0)
            return;
        await DeadLetterTable.StoreAsync(connection, refused.ConvertAll(failure => Letter(failure.Send.Row, failure.Error)), cancellationToken);
        await HubTable.DeleteAsync(connection, refused.ConvertAll(failure => failure.Send.Row), cancellationToken);
        foreach (var (send, error) in refused)
            KafkaLog.RefusedForGood(logger, send.Row.EventId, send.Row.MessageType, send.Row.OrderId, error.Reason);
    }

    private DeadMessage Letter(HubRow row, Error error) => new(
        row.EventId, row.OrderId, $"kafka:{HubRecord.TopicOf(row.Kind, clients.Options)}", row.MessageType, row.Body, row.Headers,
        DeadLetterReasons.Refused, error.Reason, 1);

    private static bool IsForGood(ErrorCode code) => code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsg or ErrorCode.InvalidRecord;
}
