using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Workflow.Integration.Integrators;

/// <summary>A participant that keeps its contract but for one thing; its orders are in memory.</summary>
internal sealed class SinfulParticipant : IAsyncDisposable
{
    private const string Refused = "Nowhere";

    private static readonly Dictionary<string, (string Act, string Done, string Refused, string Undo, string Undone)> Words = new()
    {
        ["shipment"] = ("arrange-shipment.v1", "shipment-arranged.v1", "shipment-rejected.v1", "cancel-shipment.v1", "shipment-cancelled.v1"),
        ["stock"] = ("reserve-stock.v1", "stock-reserved.v1", "stock-rejected.v1", "release-stock.v1", "stock-released.v1"),
        ["payment"] = ("authorize-payment.v1", "payment-authorized.v1", "payment-declined.v1", "refund-payment.v1", "payment-refunded.v1"),
    };

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly (string Act, string Done, string Refused, string Undo, string Undone) _words;
    private readonly Sin _sin;
    private readonly ConcurrentDictionary<string, Known> _orders = new();
    private readonly HashSet<string> _handled = [];
    private bool _isDead;

    private SinfulParticipant(IConnection connection, IChannel channel, string kind, Sin sin) =>
        (_connection, _channel, _words, _sin) = (connection, channel, Words[kind], sin);

    public static async Task<SinfulParticipant> StartAsync(Uri broker, string kind, Sin sin)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        Dictionary<string, object?> arguments = new()
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = 20,
            ["x-dead-letter-exchange"] = "dead-letters",
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-overflow"] = "reject-publish",
        };
        await channel.QueueDeclareAsync(kind, durable: true, exclusive: false, autoDelete: false, arguments);
        var participant = new SinfulParticipant(connection, channel, kind, sin);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => participant.TakeAsync(consumer, delivery);
        await channel.BasicConsumeAsync(kind, autoAck: false, consumer);
        return participant;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task TakeAsync(AsyncEventingBasicConsumer consumer, BasicDeliverEventArgs delivery)
    {
        // What was on its way when it died, it has not seen either.
        if (_isDead)
            return;
        var type = Encoding.UTF8.GetString((byte[])delivery.BasicProperties.Headers!["message-type"]!);
        var order = delivery.BasicProperties.CorrelationId!;
        JsonNode body;
        try
        {
            body = JsonNode.Parse(delivery.Body.Span)!;
        }
        catch (JsonException)
        {
            _isDead = _sin == Sin.DiesOfWhatItCannotRead;
            if (_isDead)
                await _channel.BasicCancelAsync(consumer.ConsumerTags[0]);
            if (_sin == Sin.AnswersWhatItCannotRead)
                await AnswerAsync(_words.Done, Blank(order));
            await _channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: false);
            return;
        }
        await HandleAsync(type, order, body);
        await _channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
    }

    private Task HandleAsync(string type, string order, JsonNode body)
    {
        if (body["traceId"] is null)
            return (type == _words.Act && _sin == Sin.AnswersTheIncomplete) || (type != _words.Act && _sin == Sin.AnswersTheUnknown)
                ? AnswerAsync(_words.Done, Blank(order))
                : Task.CompletedTask;
        if (type == _words.Act)
            return ActAsync(order, body);
        if (type == _words.Undo)
            return UndoAsync(order, body);
        return _sin == Sin.AnswersTheFinish ? AnswerAsync(_words.Done, body) : Task.CompletedTask;
    }

    private async Task ActAsync(string order, JsonNode body)
    {
        var isDuplicate = !_handled.Add(body["messageId"]!.GetValue<string>());
        if (isDuplicate && _sin != Sin.ActsOnDuplicates)
            return;
        var isNew = _orders.TryAdd(order, new Known());
        var known = _orders[order];
        if (_sin == Sin.SaysNothing || (_sin == Sin.ChokesOnANewField && body["addedLater"] is not null) || (_sin == Sin.DropsOneOfMany && _orders.Count == 30))
            return;
        if ((known.IsUndone && _sin is not (Sin.ActsAfterTheUndoing or Sin.HasNoBarrier)) || (!isNew && _sin == Sin.SaysNothingToARepeat))
            return;
        known.WasDone = true;
        if (isDuplicate || (!isNew && _sin == Sin.ActsOnRepeats))
            known.Reference = Guid.NewGuid().ToString("N");
        if (_sin == Sin.OvertakesItself)
        {
            _ = Task.Run(async () =>
            {
                await Task.Delay(100);
                await AnswerAsync(_words.Done, body, known.Reference);
            });
            return;
        }
        var isRefused = _sin != Sin.NeverRefuses && (body["country"]?.GetValue<string>() == Refused || body.ToJsonString().Contains("check-participant-unknown"));
        await AnswerAsync(isRefused ? _words.Refused : _words.Done, body, known.Reference);
    }

    private async Task UndoAsync(string order, JsonNode body)
    {
        var isDuplicate = !_handled.Add(body["messageId"]!.GetValue<string>());
        if (_sin == Sin.NeverUndoes || (isDuplicate && _sin != Sin.UndoesDuplicatesOtherwise))
            return;
        var known = _orders.GetOrAdd(order, _ => new Known());
        if (known.IsUndone && _sin == Sin.UndoesOnceOnly)
            return;
        var amount = _sin == Sin.UndoesMoreThanWasDone ? 12.34m : isDuplicate ? 0m : known.WasDone ? 12.34m : 0m;
        known.IsUndone = true;
        if (_sin == Sin.HasNoBarrier && !known.WasDone)
            known.IsUndone = false;
        await AnswerAsync(_words.Undone, body, known.Reference, amount);
    }

    private ValueTask PublishAsync(string type, JsonObject answer) => _channel.BasicPublishAsync(
        "", "order-saga", mandatory: true,
        new BasicProperties
        {
            CorrelationId = answer["orderId"]!.GetValue<string>(),
            Headers = _sin == Sin.NamesNoType ? null : new Dictionary<string, object?> { ["message-type"] = type },
        },
        Encoding.UTF8.GetBytes(answer.ToJsonString()));

    private async Task AnswerAsync(string type, JsonNode command, string reference = "R", decimal amount = 12.34m) => await PublishAsync(type, new JsonObject
    {
        ["orderId"] = command["orderId"]!.GetValue<string>(),
        ["messageId"] = _sin == Sin.CopiesTheMessageId ? command["messageId"]!.GetValue<string>() : Guid.CreateVersion7().ToString(),
        ["traceId"] = _sin == Sin.LosesTheTrace ? new string('0', 32) : command["traceId"]!.GetValue<string>(),
        ["businessType"] = command["businessType"]!.GetValue<string>(),
        ["trackingNumber"] = reference,
        ["paymentReference"] = reference,
        ["amount"] = amount,
        ["reason"] = "No.",
    });

    private static JsonObject Blank(string order) => new()
    {
        ["orderId"] = order,
        ["messageId"] = Guid.NewGuid().ToString(),
        ["traceId"] = new string('1', 32),
        ["businessType"] = "NORMAL",
    };

    private sealed class Known
    {
        public string Reference { get; set; } = Guid.NewGuid().ToString("N");

        public bool WasDone { get; set; }

        public bool IsUndone { get; set; }
    }
}
