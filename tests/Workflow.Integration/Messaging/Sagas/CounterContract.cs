using Workflow.Integration.Messaging.Cast;

namespace Workflow.Integration.Messaging.Sagas;

/// <summary>What any saga repository owes to its sagas; a class a repository runs it.</summary>
public abstract class CounterContract
{
    private readonly Guid _id = Guid.CreateVersion7();

    private protected abstract Task<ICounterWorld> StartAsync();

    [Fact]
    public async Task Should_begin_with_a_first_message()
    {
        await using var world = await StartAsync();

        await world.SendAsync(Messages.Count(_id));

        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));
    }

    [Fact]
    public async Task Should_go_on_where_it_was()
    {
        await using var world = await StartAsync();

        for (var count = 1; count <= 3; count++)
        {
            await world.SendAsync(Messages.Count(_id));
            await Eventually.EqualAsync((count, "Counting"), () => world.FindAsync(_id));
        }
    }

    [Fact]
    public async Task Should_keep_sagas_apart()
    {
        await using var world = await StartAsync();
        var other = Guid.CreateVersion7();

        await world.SendAsync(Messages.Count(_id));
        await world.SendAsync(Messages.Count(other));
        await world.SendAsync(Messages.Count(_id));

        await Eventually.EqualAsync((2, "Counting"), () => world.FindAsync(_id));
        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(other));
    }

    [Fact]
    public async Task Should_leave_a_message_to_a_missing_saga_without_effect()
    {
        await using var world = await StartAsync();

        await world.SendAsync(Messages.Finish(_id));
        await world.WaitUntilQuietAsync();
        await world.SendAsync(Messages.Count(_id));

        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));
    }

    [Fact]
    public async Task Should_take_messages_of_one_saga_one_at_a_time()
    {
        await using var world = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => world.SendAsync(Messages.Count(_id))));

        await Eventually.EqualAsync((100, "Counting"), () => world.FindAsync(_id));
    }

    [Fact]
    public async Task Should_be_gone_when_it_is_finished()
    {
        await using var world = await StartAsync();
        await world.SendAsync(Messages.Count(_id));
        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));

        await world.SendAsync(Messages.Finish(_id));

        await Eventually.EqualAsync(null, () => world.FindAsync(_id));
    }

    [Fact]
    public async Task Should_not_stay_when_it_begins_and_ends_with_one_message()
    {
        await using var world = await StartAsync();

        await world.SendAsync(Messages.Flash(_id));
        await world.SendAsync(Messages.Count(_id));

        await Eventually.EqualAsync((1, "Counting"), () => world.FindAsync(_id));
    }

    [Fact]
    public async Task Should_stay_ended_when_a_message_comes_late()
    {
        await using var world = await StartAsync();
        await world.SendAsync(Messages.Count(_id));
        await world.SendAsync(Messages.Finish(_id));
        await world.WaitUntilQuietAsync();

        await world.SendAsync(Messages.Finish(_id));
        await world.WaitUntilQuietAsync();

        Assert.Null(await world.FindAsync(_id));
    }

    [Fact]
    public async Task Should_take_every_message_of_many_sagas_at_once()
    {
        await using var world = await StartAsync();
        var ids = Enumerable.Range(0, 200).Select(_ => Guid.CreateVersion7()).ToList();

        await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(_ => ids).Select(id => world.SendAsync(Messages.Count(id))));

        await world.WaitUntilQuietAsync();
        foreach (var id in ids)
            Assert.Equal((4, "Counting"), await world.FindAsync(id));
    }

    [Fact]
    public async Task Should_begin_as_its_factory_says_and_only_then()
    {
        await using var world = await StartAsync();

        await world.SendAsync(Messages.Open(_id));
        await Eventually.EqualAsync((101, "Counting"), () => world.FindAsync(_id));
        await world.SendAsync(Messages.Open(_id));

        await Eventually.EqualAsync((102, "Counting"), () => world.FindAsync(_id));
    }
}
