using Npgsql;
using Workflow.Integration.Messaging.Cast;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Relay;

/// <summary>A message that was handed over does not wait in its consumer: its end is left to the lane that commits its effect.</summary>
public sealed class When_a_message_ends_with_its_commit(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_have_no_end_before_its_effect_is_there()
    {
        await using var database = await new TransportWorld(postgres, handsOver: true).CreateAsync();
        await using var instance = await Instance.StartAsync(database);
        await using (await BlockAsync(database))
        {
            await instance.SendLetterAsync(Guid.CreateVersion7(), 1);
            await Eventually.HoldsAsync(() => instance.Box.Consumed == 1, "its consumer has returned");

            Assert.Equal(1, await database.CountAsync("messaging.outbox"));
            Assert.Equal(1, instance.Window.UnderWay);
        }

        await Eventually.HoldsAsync(() => instance.Window.UnderWay == 0, "it has ended");
        Assert.Equal(0, await database.CountAsync("messaging.outbox"));
        Assert.Equal(["1"], await database.NotesAsync());
        Assert.Equal(1, instance.Box.Count);
    }

    [Fact]
    public async Task Should_be_waited_for_when_its_process_ends()
    {
        await using var database = await new TransportWorld(postgres, handsOver: true).CreateAsync();
        await using var instance = await Instance.StartAsync(database);
        Task stopping;
        await using (await BlockAsync(database))
        {
            await instance.SendLetterAsync(Guid.CreateVersion7(), 1);
            await Eventually.HoldsAsync(() => instance.Box.Consumed == 1, "its consumer has returned");
            stopping = instance.StopAsync();
            await Eventually.HoldsAsync(() => instance.IsStopping, "it was told to end");
            Assert.False(stopping.IsCompleted);
        }
        await stopping;

        Assert.Equal(["1"], await database.NotesAsync());
        Assert.Equal(0, await database.CountAsync("messaging.outbox"));
    }

    [Fact]
    public async Task Should_come_again_to_a_consumer_that_waits_when_its_unit_fails()
    {
        await using var database = await new TransportWorld(postgres, handsOver: true).CreateAsync();
        await using var instance = await Instance.StartAsync(database, arrange: box => box.TextOf = _ => "poison", settings: ("Relay:MaxAttempts", "3"));

        await instance.SendLetterAsync(Guid.CreateVersion7(), 1);

        await Eventually.EqualAsync(1, () => database.CountAsync("messaging.dead_letter WHERE attempts = 3 AND error LIKE '%not_poisonous%'"));
        Assert.Equal(0, await database.CountAsync("messaging.outbox"));
        // Each attempt consumed it twice: once without waiting, and once to learn of the fault, which is told once.
        Assert.Equal(6, instance.Box.Count);
        Assert.Equal(3, instance.Box.Consumed);
        Assert.Equal(3, instance.Box.Faults.Count);
        Assert.All(instance.Box.Faults, fault => Assert.IsType<PostgresException>(fault));
    }

    [Fact]
    public async Task Should_lose_its_row_when_its_effect_was_there_before()
    {
        await using var database = await new TransportWorld(postgres, handsOver: true).CreateAsync();
        await using var instance = await Instance.StartAsync(database);
        await using (await BlockAsync(database))
        {
            await instance.SendLetterAsync(Guid.CreateVersion7(), 1);
            await Eventually.HoldsAsync(() => instance.Box.Consumed == 1, "its consumer has returned");
            // As another instance does that took this one for dead.
            await database.ExecuteAsync("DELETE FROM messaging.outbox");
        }

        await Eventually.HoldsAsync(() => instance.Window.UnderWay == 0, "it has ended");
        Assert.Empty(await database.NotesAsync());
        Assert.Empty(instance.Box.Faults);
    }

    /// <summary>Until the result is disposed, no note is written; a unit that only sends has none.</summary>
    private static async Task<NpgsqlTransaction> BlockAsync(Database database)
    {
        await database.ExecuteAsync(
            """
            CREATE FUNCTION test.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;
            CREATE TRIGGER wait BEFORE INSERT ON test.note FOR EACH ROW EXECUTE FUNCTION test.wait();
            """);
        var connection = await database.DataSource.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock(1)", connection, transaction);
        await command.ExecuteNonQueryAsync();
        return transaction;
    }
}
