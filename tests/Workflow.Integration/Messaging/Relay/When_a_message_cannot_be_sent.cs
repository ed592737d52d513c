using System.Text;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.RabbitMq;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Relay;

public sealed class When_a_message_cannot_be_sent(PostgresFixture postgres, RabbitMqFixture broker)
{
    [Fact]
    public async Task Should_leave_unchanged_at_a_later_try_in_memory()
    {
        await using var database = await new TransportWorld(postgres).CreateAsync();
        await using var instance = await Instance.StartAsync(database);
        using var tap = Wiretap.On(instance, Letters.Queue);
        var (row, rejected) = (OddLetter.New(Letters.Queue), Letters.Event(Guid.CreateVersion7()));
        var refusal = new Refusal([row.MessageId, rejected.MessageId]);
        instance.Services.GetRequiredService<IBus>().ConnectSendObserver(refusal);

        await instance.SendAsync(row);
        await instance.SendAsync(OutboxRow.ToSubscribers(rejected));
        await instance.SendLetterAsync(Guid.CreateVersion7(), 2);
        await Eventually.EqualAsync(2, () => database.CountAsync("messaging.outbox WHERE attempts > 0"));
        await Eventually.HoldsAsync(() => instance.Box.Count == 1, "the other one came");
        refusal.End();

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        await Eventually.HoldsAsync(() => instance.Box.Events.Count > 0, "the event came");
        Assert.Equal([rejected.MessageId], instance.Box.Events.Select(heard => heard.MessageId));
        var taken = Assert.Single(tap.Taken, taken => taken.MessageId == row.MessageId);
        Assert.Equal(row.Body, taken.Body);
        Assert.All(OddLetter.Headers, header => Assert.Equal(header.Value, taken.Headers.GetValueOrDefault(header.Key)));
        Assert.Equal(["1", "2"], (await database.NotesAsync()).Order());
    }

    [Fact]
    public async Task Should_leave_unchanged_when_there_is_a_queue_for_it_on_RabbitMQ()
    {
        await using var database = await new TransportWorld(postgres, broker).CreateAsync();
        await using var instance = await Instance.StartAsync(database, 64, null, ("Relay:MaxAttempts", "100"));
        await using var receiver = await BrokerClient.ConnectAsync(database.Broker!);
        var row = OddLetter.New("elsewhere");

        await instance.SendAsync(row);
        await instance.SendLetterAsync(Guid.CreateVersion7(), 2);
        await Eventually.EqualAsync(1, () => database.CountAsync("messaging.outbox WHERE attempts > 0 AND last_error LIKE 'UndeliverableException: %'"));
        await Eventually.HoldsAsync(() => instance.Box.Count == 1, "the other one came");
        await receiver.DeclareAsync("elsewhere");

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        var taken = (await receiver.Channel.BasicGetAsync("elsewhere", autoAck: true))!;
        Assert.Equal(row.Body, taken.Body.ToArray());
        Assert.Equal(row.MessageId.ToString(), taken.BasicProperties.MessageId);
        Assert.Equal(row.OrderId.ToString(), taken.BasicProperties.CorrelationId);
        Assert.Equal("release-stock.v1", Text(taken, "message-type"));
        Assert.All(OddLetter.Headers, header => Assert.Equal(header.Value, Text(taken, header.Key)));
        Assert.Null(await receiver.Channel.BasicGetAsync("elsewhere", autoAck: true));
    }

    private static string? Text(BasicGetResult message, string header) =>
        message.BasicProperties.Headers?.TryGetValue(header, out var value) == true && value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>A transport that does not take some messages.</summary>
    private sealed class Refusal(Guid[] messages) : ISendObserver
    {
        private volatile bool _ended;

        internal void End() => _ended = true;

        public Task PreSend<T>(SendContext<T> context)
            where T : class =>
            !_ended && context.MessageId is { } id && messages.Contains(id) ? throw new IOException("Nobody takes it.") : Task.CompletedTask;

        public Task PostSend<T>(SendContext<T> context)
            where T : class => Task.CompletedTask;

        public Task SendFault<T>(SendContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
