using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.RabbitMq;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Relay;

public abstract class When_a_message_is_delivered_again(TransportWorld world)
{
    private const int Answers = 100;
    private readonly Guid _order = Guid.CreateVersion7();

    [Fact]
    public async Task Should_have_its_effect_and_its_messages_once_while_the_first_delivery_is_under_way()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database, arrange: Answer);
        await using (await database.BlockNotesAsync())
        {
            await instance.DeliverAsync(database, Letters.Numbered(_order, 0), times: 3);
            await Eventually.HoldsAsync(() => instance.Box.Count == 3, "it is delivered three times");
            await database.WaitUntilNotesAreAwaitedAsync();
        }

        await ExpectOneEffectAsync(database, instance);
    }

    [Fact]
    public async Task Should_have_its_effect_and_its_messages_once_when_it_has_ended()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database, arrange: Answer);
        var message = Letters.Numbered(_order, 0);
        await instance.DeliverAsync(database, message, times: 1);
        await ExpectOneEffectAsync(database, instance);

        await instance.DeliverAsync(database, message, times: 2);
        await Eventually.HoldsAsync(() => instance.Box.Letters.Count(letter => letter.Number == 0) == 3, "it is delivered again");

        await ExpectOneEffectAsync(database, instance);
    }

    [Fact]
    public async Task Should_have_its_effect_and_its_messages_once_when_its_consumer_fails_after_the_commit()
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database, arrange: box =>
        {
            Answer(box);
            var (answer, failed) = (box.Reading, 0);
            box.Reading = async letter =>
            {
                await answer(letter)!;
                if (letter.Attempt == 0 && Interlocked.Exchange(ref failed, 1) == 0)
                    throw new FormatException("Too late.");
            };
        });

        await instance.SendLetterAsync(_order, 0);

        await ExpectOneEffectAsync(database, instance);
        Assert.Contains(instance.Box.Faults, fault => fault is FormatException);
    }

    /// <summary>Letter 0 has an effect and a hundred answers, which are only received.</summary>
    private static void Answer(LetterBox box) => box.Reading = letter =>
    {
        if (letter.Attempt > 0)
            return Task.CompletedTask;
        var unit = new NoteUnit(letter.OrderId, "effect") { MessageId = letter.MessageId, Consumer = "letters" };
        unit.Outgoing.AddRange(Enumerable.Range(1, Answers).Select(number => OutboxRow.ToQueue(Letters.Queue, Letters.Numbered(letter.OrderId, number))));
        return box.Lane.RunAsync(unit);
    };

    private static async Task ExpectOneEffectAsync(Database database, Instance instance)
    {
        await Eventually.HoldsAsync(() => instance.Box.Letters.Any(letter => letter.Number == Answers), "the last answer came");
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal(["effect"], await database.NotesAsync());
        Assert.Equal(Enumerable.Range(1, Answers), instance.Box.Letters.Select(letter => letter.Number).Where(number => number > 0).Order());
        Assert.Equal(0, await database.CountAsync("messaging.dead_letter"));
    }
}

public sealed class When_a_message_is_delivered_again_in_memory(PostgresFixture postgres)
    : When_a_message_is_delivered_again(new TransportWorld(postgres));

public sealed class When_a_message_is_delivered_again_on_RabbitMQ(PostgresFixture postgres, RabbitMqFixture broker)
    : When_a_message_is_delivered_again(new TransportWorld(postgres, broker));

public sealed class When_a_message_is_delivered_again_handed_over(PostgresFixture postgres)
    : When_a_message_is_delivered_again(new TransportWorld(postgres, handsOver: true));
