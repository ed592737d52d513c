using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Lanes;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Lanes;

public sealed class When_a_batch_is_committed(PostgresFixture postgres)
{
    private const string Known = "known";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_be_one_transaction_whether_it_hopes_or_takes_care(bool isCareful)
    {
        await using var world = await WatchedAsync(isCareful);

        await world.Lane.RunAsync(Letters.Note("both", Guid.CreateVersion7()));

        Assert.Equal(1, await world.Database.CountAsync(
            "test.note n JOIN messaging.outbox o ON o.xmin = n.xmin JOIN messaging.inbox i ON i.xmin = n.xmin WHERE n.text = 'both'"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_see_what_others_have_committed_whatever_the_database_s_default_is(bool isCareful)
    {
        await using var world = await WatchedAsync(isCareful);

        await world.Lane.RunAsync(NoteUnit.Numbered(1));

        Assert.All(await world.Database.ReadAllAsync<string>("SELECT isolation FROM test.note"), isolation => Assert.Equal("read committed", isolation));
    }

    /// <summary>A copy of a message that memory does not know makes the next tries careful.</summary>
    private async Task<LaneWorld> WatchedAsync(bool isCareful)
    {
        var world = await LaneWorld.StartAsync(postgres);
        await world.Database.ExecuteAsync("ALTER TABLE test.note ADD isolation text NOT NULL DEFAULT current_setting('transaction_isolation')");
        await world.Database.ExecuteAsync("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = ''serializable''', current_database()); END $$");
        if (!isCareful)
            return world;
        var messageId = Guid.CreateVersion7();
        await using (var earlier = world.Restarted())
            Assert.Equal(LaneOutcome.Committed, await earlier.Lane.RunAsync(NoteUnit.New(Known, messageId)));
        Assert.Equal(LaneOutcome.Duplicate, await world.Lane.RunAsync(NoteUnit.New(Known, messageId)));
        return world;
    }
}
