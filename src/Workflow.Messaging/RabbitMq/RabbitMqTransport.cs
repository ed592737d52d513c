using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Workflow.Contracts;
using Workflow.Messaging.Faults;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Telemetry;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.RabbitMq;

/// <summary>
/// Sends the outbox to RabbitMQ over one channel, so that the messages of an order keep their order; the broker's
/// confirms come back later and many at once. Whatever was not confirmed when a connection breaks is sent again.
/// </summary>
internal sealed class RabbitMqTransport(
    IBusControl bus, BrokerConnection broker, RabbitMqTopology topology, OutboxWindow window, IOptions<RabbitMqOptions> options,
    WireEncoder wire, ILogger<RabbitMqTransport> logger) : BackgroundService, IMessageTransport
{
    private const string Purpose = "sending";

    // A slow broker must not let what it owes us grow without limit.
    internal const int MaxUnconfirmed = 8192;

    private static readonly TimeSpan ConsumersLimit = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _room = new(MaxUnconfirmed);
    private volatile TaskCompletionSource<Sender> _current = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _blocked;

    /// <summary>Whether this host's own connection to the broker is open.</summary>
    internal bool IsConnected => _current.Task.IsCompletedSuccessfully;

    internal bool IsBlocked => Volatile.Read(ref _blocked) is not null;

    internal int UnconfirmedCount => MaxUnconfirmed - _room.CurrentCount;

    /// <summary>The open connection; null while there is none.</summary>
    internal IConnection? Connection => _current.Task is { IsCompletedSuccessfully: true } current ? current.Result.Connection : null;

    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken) => await _current.Task.WaitAsync(cancellationToken);

    public async Task SendAsync(ReadOnlyMemory<OutboxRow> rows, CancellationToken cancellationToken)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            await SendAsync(rows.Span[i], cancellationToken);
            if (i == rows.Length / 2 && rows.Length > 1)
                FaultPoints.Visit(FaultPoints.MidRelay);
        }
    }

    /// <summary>Keeps a connection open for as long as the host runs, also when there is nothing to send.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        window.Hold(true);
        await WaitForConsumersAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var sender = await ConnectAsync(stoppingToken);
                await WatchAsync(sender, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                RelayLog.SweepGoesOn(logger, error);
            }
        }
        if (_current.Task.IsCompletedSuccessfully && await _current.Task is var last && last.BeginEnd())
        {
            last.End();
            await BrokerConnection.CloseAsync(last.Connection);
        }
    }

    // An event that leaves before this host's own subscribers are bound would pass them by.
    private async Task WaitForConsumersAsync(CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(ConsumersLimit);
        try
        {
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, limit.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            RabbitMqLog.ConsumersLate(logger, ConsumersLimit.TotalSeconds);
        }
    }

    private async Task SendAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        if (!TryRoute(row, out var exchange, out var routingKey))
        {
            window.Fail(row.MessageId, new UnreadableMessageException($"The event '{row.DestinationName}' is unknown."));
            return;
        }
        await _room.WaitAsync(cancellationToken);
        // The number must be taken even if sending fails half way: then all that is unconfirmed is sent again.
        var sender = await SenderAsync(cancellationToken);
        while (!sender.Unconfirmed.TryAdd(row))
            sender = await SenderAsync(cancellationToken);
        row.SentAt = Stopwatch.GetTimestamp();
        using var span = Tracing.StartSend(row, MessagingTags.RabbitMq);
        try
        {
            var other = wire.Encode(row);
            await sender.Channel.BasicPublishAsync(
                exchange, routingKey, mandatory: !row.IsEvent, Properties(row, span, other), other?.Body ?? row.Body, sender.GivenUp);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Break(sender, error.Message);
        }
    }

    private static bool TryRoute(OutboxRow row, out string exchange, out string routingKey)
    {
        exchange = row.IsEvent ? RabbitMqTopology.Events : "";
        routingKey = row.DestinationName;
        return !row.IsEvent || ContractCatalog.TryGetRoutingKey(row.DestinationName, out routingKey);
    }

    private static BasicProperties Properties(OutboxRow row, Activity? span, EncodedContract? other)
    {
        Dictionary<string, object?> headers = new() { [ContractSerializer.TypeHeader] = row.MessageType };
        if (row.Attempts > 0)
            headers[ReceivedMessage.AttemptsHeader] = row.Attempts;
        foreach (var (name, value) in row.Headers is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(row.Headers) ?? [])
            headers[name] = value;
        if (span is not null)
            headers[Tracing.ParentHeader] = Tracing.ToHeader(span.Context);
        if (row.IsEvent)
            AddEventHeaders(headers, row);
        return new BasicProperties
        {
            ContentType = other?.ContentType ?? ContractSerializer.JsonContentType.MediaType,
            ContentEncoding = other?.ContentEncoding,
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = row.MessageId.ToString(),
            CorrelationId = row.OrderId.ToString(),
            Type = row.MessageType,
            Headers = headers,
        };
    }

    // Subscribers in other languages route and trace by these without knowing the body.
    private static void AddEventHeaders(Dictionary<string, object?> headers, OutboxRow row)
    {
        var message = row.Message ?? MessageBodies.Deserialize(row.MessageType, row.Body);
        headers["trace-id"] = message.TraceId;
        headers["business-type"] = message.BusinessType;
    }

    /// <summary>The open channel, as soon as the broker can be reached and takes messages.</summary>
    private async ValueTask<Sender> SenderAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Volatile.Read(ref _blocked) is { } blocked)
                await blocked.Task.WaitAsync(cancellationToken);
            var sender = await _current.Task.WaitAsync(cancellationToken);
            if (sender.Channel.IsOpen && !sender.IsEnded)
                return sender;
            Break(sender, "the channel is closed");
        }
    }

    private async Task<Sender> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = await broker.OpenAsync(Purpose, cancellationToken);
        var sender = new Sender(connection, await OpenChannelAsync(connection, cancellationToken));
        var channel = sender.Channel;
        connection.ConnectionBlockedAsync += (_, blocked) => Block(sender, blocked.Reason);
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            Unblock();
            return Task.CompletedTask;
        };
        channel.BasicAcksAsync += (_, ack) => Confirmed(sender, ack);
        channel.BasicNacksAsync += (_, nack) => Refused(sender, nack);
        channel.BasicReturnAsync += (_, returned) => Returned(sender, returned);
        channel.ChannelShutdownAsync += (_, reason) => EndAsync(reason);
        connection.ConnectionShutdownAsync += (_, reason) => EndAsync(reason);
        RabbitMqLog.Connected(logger, Purpose);
        _current.TrySetResult(sender);
        window.Hold(false);
        return sender;

        Task EndAsync(ShutdownEventArgs reason)
        {
            Break(sender, reason.ReplyText);
            return Task.CompletedTask;
        }
    }

    private static async Task<IChannel> OpenChannelAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            // Tracking by the library would be one task and one header a message; numbers in order are all it takes.
            return await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false), cancellationToken);
        }
        catch
        {
            await BrokerConnection.CloseAsync(connection);
            throw;
        }
    }

    private Task Block(Sender sender, string reason)
    {
        RabbitMqLog.Blocked(logger, reason);
        _blocked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        window.Hold(true);
        // A connection that has been given up would never say that it is free again.
        if (sender.IsEnded)
            Unblock();
        return Task.CompletedTask;
    }

    private void Unblock()
    {
        if (Interlocked.Exchange(ref _blocked, null) is not { } blocked)
            return;
        RabbitMqLog.Unblocked(logger);
        window.Hold(false);
        blocked.TrySetResult();
    }

    private Task Confirmed(Sender sender, BasicAckEventArgs ack)
    {
        foreach (var (row, returned) in Take(sender, ack.DeliveryTag, ack.Multiple))
        {
            FaultPoints.Visit(FaultPoints.SendBeforeMark);
            if (returned)
                window.Fail(row.MessageId, new UndeliverableException($"No queue takes messages for '{row.Destination}'."));
            else
                window.Sent(row, untilConsumed: !row.IsEvent && topology.IsOwn(row.DestinationName));
        }
        return Task.CompletedTask;
    }

    private Task Refused(Sender sender, BasicNackEventArgs nack)
    {
        foreach (var (row, _) in Take(sender, nack.DeliveryTag, nack.Multiple))
            window.Fail(row.MessageId, new UndeliverableException($"The broker refused a message for '{row.Destination}'."));
        return Task.CompletedTask;
    }

    /// <summary>A queue that somebody deleted is declared again, for the next try.</summary>
    private Task Returned(Sender sender, BasicReturnEventArgs returned)
    {
        if (Guid.TryParse(returned.BasicProperties.MessageId, CultureInfo.InvariantCulture, out var id))
            sender.Unconfirmed.Return(id);
        // Not awaited: the answers to the declaration come by the very thread that is here.
        if (topology.IsDeclared(returned.RoutingKey) && sender.BeginRepair())
            _ = Task.Run(() => RepairAsync(sender));
        return Task.CompletedTask;
    }

    private async Task RepairAsync(Sender sender)
    {
        try
        {
            await using var channel = await sender.Connection.CreateChannelAsync();
            await topology.DeclareAsync(channel, CancellationToken.None);
        }
        catch (Exception error)
        {
            Break(sender, error.Message);
        }
        finally
        {
            sender.EndRepair();
        }
    }

    private List<(OutboxRow Row, bool Returned)> Take(Sender sender, ulong number, bool multiple)
    {
        var taken = sender.Unconfirmed.Take(number, multiple);
        if (taken.Count > 0)
        {
            _room.Release(taken.Count);
            RelayMetrics.Confirmed(taken[0].Row, taken.Count, MessagingTags.RabbitMq);
        }
        return taken;
    }

    /// <summary>Gives up a connection, once, and sends again what it may have lost.</summary>
    private void Break(Sender sender, string reason)
    {
        if (!sender.BeginEnd())
            return;
        Unblock();
        window.Hold(true);
        _current = new TaskCompletionSource<Sender>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lost = sender.Unconfirmed.Close();
        RabbitMqLog.SenderBroke(logger, lost.Count, reason);
        if (lost.Count > 0)
            _room.Release(lost.Count);
        lost.ForEach(window.SendAgain);
        sender.End();
    }

    /// <summary>Returns when the connection is given up; one that stays open and confirms nothing any more is.</summary>
    private async Task WatchAsync(Sender sender, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(options.Value.ConfirmTimeoutSeconds);
        while (await Task.WhenAny(sender.Ended, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken)) != sender.Ended)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Volatile.Read(ref _blocked) is null && sender.Unconfirmed.Age > limit)
                Break(sender, $"nothing was confirmed for {limit.TotalSeconds} s (RabbitMq:ConfirmTimeoutSeconds)");
        }
        await BrokerConnection.CloseAsync(sender.Connection);
    }

    /// <summary>One connection with its one channel.</summary>
    private sealed class Sender(IConnection connection, IChannel channel)
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _givenUp = new();
        private int _ended;
        private int _repairing;

        internal IConnection Connection { get; } = connection;

        internal IChannel Channel { get; } = channel;

        internal UnconfirmedMessages Unconfirmed { get; } = new();

        internal bool IsEnded => Volatile.Read(ref _ended) == 1;

        /// <summary>Ends when the connection is given up.</summary>
        internal Task Ended => _end.Task;

        /// <summary>
        /// Ends what waits for the connection: a client whose writing loop has died on a broken socket takes no more frames, and does not say so.
        /// </summary>
        internal CancellationToken GivenUp => _givenUp.Token;

        internal void End()
        {
            _givenUp.Cancel();
            _end.TrySetResult();
        }

        internal bool BeginEnd() => Interlocked.Exchange(ref _ended, 1) == 0;

        internal bool BeginRepair() => Interlocked.Exchange(ref _repairing, 1) == 0;

        internal void EndRepair() => Volatile.Write(ref _repairing, 0);
    }
}
