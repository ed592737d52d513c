using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Contracts;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.RabbitMq;
using Workflow.Messaging;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Relay;

public abstract class When_two_subscribers_hear_an_event(TransportWorld world)
{
    [Fact]
    public async Task Should_have_its_effect_and_its_messages_once_at_each()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database, arrange: box => box.JustReceive());
        await SubscribeAsync(instance, "left", answer: 1);
        await SubscribeAsync(instance, "right", answer: 2);
        var rejected = Letters.Event(Guid.CreateVersion7());

        // The second time it is the same event, sent again.
        for (var time = 1; time <= 2; time++)
        {
            await instance.SendAsync(OutboxRow.ToSubscribers(rejected));
            await Eventually.HoldsAsync(() => instance.Box.Events.Count == time, "the instance's own subscriber heard it");
            await Eventually.HoldsAsync(async () => await database.CountAsync("test.note") >= 2, "both heard it");
            await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        }

        await instance.SendLetterAsync(rejected.OrderId, 3);
        await Eventually.HoldsAsync(() => instance.Box.Letters.Any(letter => letter.Number == 3), "all answers came");
        Assert.Equal(["left", "right"], (await database.NotesAsync()).Order());
        Assert.Equal([1, 2, 3], instance.Box.Letters.Select(letter => letter.Number).Order());
    }

    private protected static async Task SubscribeAsync(Instance instance, string name, int answer, Func<bool>? fails = null)
    {
        var connector = instance.Services.GetRequiredService<IReceiveEndpointConnector>();
        var handle = connector.ConnectReceiveEndpoint(name, (context, endpoint) =>
        {
            endpoint.UseLanes(context, 64);
            endpoint.ConfigureConsumeTopology = true;
            endpoint.SubscribeTo<OrderRejected>();
            endpoint.Handler<OrderRejected>(async heard =>
            {
                if (fails?.Invoke() == true)
                    throw new FormatException("Not yet.");
                var unit = new NoteUnit(heard.Message.OrderId, name) { MessageId = heard.Message.MessageId, Consumer = name };
                unit.Outgoing.Add(OutboxRow.ToQueue(Letters.Queue, Letters.Numbered(heard.Message.OrderId, answer)));
                await instance.Box.Lane.RunAsync(unit);
            });
        });
        await handle.Ready;
    }
}

public sealed class When_two_subscribers_hear_an_event_in_memory(PostgresFixture postgres)
    : When_two_subscribers_hear_an_event(new TransportWorld(postgres));

public sealed class When_two_subscribers_hear_an_event_on_RabbitMQ(PostgresFixture postgres, RabbitMqFixture broker)
    : When_two_subscribers_hear_an_event(new TransportWorld(postgres, broker))
{
    private readonly TransportWorld _world = new(postgres, broker);

    [Fact]
    public async Task Should_be_tried_again_only_at_the_one_that_failed()
    {
        await using var database = await _world.CreateAsync();
        await using var instance = await Instance.StartAsync(database, arrange: box => box.JustReceive());
        using var left = Wiretap.On(instance, "left");
        using var right = Wiretap.On(instance, "right");
        var failures = 0;
        await SubscribeAsync(instance, "left", answer: 1);
        await SubscribeAsync(instance, "right", answer: 2, fails: () => Interlocked.Increment(ref failures) <= 2);

        await instance.SendAsync(OutboxRow.ToSubscribers(Letters.Event(Guid.CreateVersion7())));

        await Eventually.HoldsAsync(() => instance.Box.Count == 2, "both answered");
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(["left", "right"], (await database.NotesAsync()).Order());
        Assert.Single(left.Taken);
        Assert.Equal(3, right.Taken.Count);
    }
}
