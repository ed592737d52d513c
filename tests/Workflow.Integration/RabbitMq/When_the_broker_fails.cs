using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;
using Workflow.Tools;

namespace Workflow.Integration.RabbitMq;

/// <summary>Faults of a whole node, each with a node of its own.</summary>
public sealed class When_the_broker_fails(PostgresFixture postgres) : IDisposable
{
    private const int Count = 500;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly string _directory = Directory.CreateTempSubdirectory("wf-mq-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Should_go_on_by_itself_after_a_kill()
    {
        await using var node = await RabbitMqNode.StartAsync(_directory);
        await using var database = await CreateAsync(node);
        await using var instance = await Instance.StartAsync(database, 16, null, ("Relay:RedeliverSeconds", "5"));
        var first = SendAsync(instance, 0);
        await Eventually.HoldsAsync(() => instance.Box.Count > Count / 10, "letters come");

        await node.KillAsync();
        await first;
        // While it is away, commits go on.
        await SendAsync(instance, Count);
        await node.RestartAsync();

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"), Limit);
        Assert.Equal(Enumerable.Range(0, 2 * Count), (await database.NotesAsync()).Select(int.Parse).Order());
        Assert.Equal(0, await database.CountAsync("messaging.dead_letter"));
    }

    [Fact]
    public async Task Should_go_on_by_itself_after_it_closed_every_connection()
    {
        await using var node = await RabbitMqNode.StartAsync(_directory);
        await using var database = await CreateAsync(node);
        await using var instance = await Instance.StartAsync(database, 16, null, ("Relay:RedeliverSeconds", "5"));
        var sending = SendAsync(instance, 0);
        await Eventually.HoldsAsync(() => instance.Box.Count > Count / 10, "letters come");

        await node.CloseConnectionsAsync();
        await sending;

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"), Limit);
        Assert.Equal(Enumerable.Range(0, Count), (await database.NotesAsync()).Select(int.Parse).Order());
    }

    [Theory]
    [InlineData(ChannelMoment.Outside, true)]
    [InlineData(ChannelMoment.Inside, true)]
    [InlineData(ChannelMoment.Inside, false)]
    public async Task Should_consume_again_when_the_library_has_given_its_consumer_up(object moment, bool isCancelled)
    {
        await using var node = await RabbitMqNode.StartAsync(_directory);
        await using var database = await CreateAsync(node);
        await using var instance = await Instance.StartAsync(database, 16, null, ("Relay:RedeliverSeconds", "5"));
        await instance.SendLetterAsync(Guid.CreateVersion7(), 0);
        await Eventually.HoldsAsync(() => instance.Box.Count == 1, "letters come");
        var failures = 0;
        instance.Box.OpeningChannel = at =>
        {
            if (at != (ChannelMoment)moment || Interlocked.Increment(ref failures) > 1)
                return Task.CompletedTask;
            return isCancelled ? throw new OperationCanceledException() : Task.Delay(Timeout.Infinite);
        };

        await node.CloseConnectionsAsync();
        await Eventually.HoldsAsync(() => Volatile.Read(ref failures) > 0, "a channel opens");
        if (!isCancelled)
            await node.CloseConnectionsAsync();
        await instance.SendLetterAsync(Guid.CreateVersion7(), 1);

        await Eventually.HoldsAsync(() => instance.Box.Letters.Any(letter => letter.Number == 1), "letters come again", Limit);
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"), Limit);
    }

    [Fact]
    public async Task Should_keep_new_work_in_the_database_while_it_is_short_of_memory()
    {
        await using var node = await RabbitMqNode.StartAsync(_directory);
        await using var database = await CreateAsync(node);
        await using var instance = await Instance.StartAsync(database);
        await instance.SendLetterAsync(Guid.CreateVersion7(), 0);
        await Eventually.HoldsAsync(() => instance.Box.Count == 1, "letters come");

        await node.RaiseMemoryAlarmAsync();
        // The broker tells a sender of the alarm when it sends.
        await instance.SendLetterAsync(Guid.CreateVersion7(), 1);
        await Eventually.HoldsAsync(() => instance.Window.Room == 0, "the sender is held");
        for (var number = 2; number < 10; number++)
            await instance.SendAsync(startsWork: true, OutboxRow.ToQueue(Letters.Queue, Letters.Numbered(Guid.CreateVersion7(), number)));
        Assert.Equal(8, await database.CountAsync("messaging.outbox WHERE owner IS NULL AND attempts = 0"));
        await node.ClearMemoryAlarmAsync();

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"), Limit);
        Assert.Equal(Enumerable.Range(0, 10), (await database.NotesAsync()).Select(int.Parse).Order());
    }

    [Fact]
    public async Task Should_send_again_what_it_did_not_even_read()
    {
        await using var node = await RabbitMqNode.StartAsync(_directory);
        await using var database = await CreateAsync(node);
        await using var instance = await Instance.StartAsync(database, 16, null, ("RabbitMq:ConfirmTimeoutSeconds", "2"));
        await instance.SendLetterAsync(Guid.CreateVersion7(), 0);
        await Eventually.HoldsAsync(() => instance.Box.Count == 1, "letters come");

        node.Freeze();
        // More than the client, the socket and the broker's end of it can hold.
        var large = new string('x', 60_000);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(_ =>
            instance.SendAsync(OutboxRow.ToSubscribers(Letters.Event(Guid.CreateVersion7(), large)))));
        await Eventually.HoldsAsync(() => instance.Window.Room == 0, "the sender gives its connection up", Limit);
        node.Thaw();
        await instance.SendLetterAsync(Guid.CreateVersion7(), 1);

        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"), Limit);
        await Eventually.HoldsAsync(() => instance.Box.Letters.Any(letter => letter.Number == 1), "letters come again", Limit);
    }

    private async Task<Database> CreateAsync(RabbitMqNode node) =>
        await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync(), node.Uri);

    private static Task SendAsync(Instance instance, int from) =>
        Task.WhenAll(Enumerable.Range(from, Count).Select(number => instance.SendLetterAsync(Guid.CreateVersion7(), number)));
}
