using Npgsql;
using Workflow.Contracts;
using Workflow.TestSupport;
using static Workflow.Integration.Participants.Commands;

namespace Workflow.Integration.Participants;

public sealed class When_many_orders_want_one_product(PostgresFixture postgres) : IAsyncLifetime
{
    private ParticipantInstance _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = new ParticipantInstance(await postgres.CreateMigratedDatabaseAsync());
        await _shop.ReceiveAsync("initial", ("HOT", 300), ("B", 10));
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Should_sell_exactly_what_there_is_in_a_few_commits()
    {
        var commands = Enumerable.Range(0, 500).Select(_ => Reserve(NewOrder(), ("HOT", 1))).ToList();

        await DeliverAsOneBatchAsync(commands);

        Assert.Equal("300,0,300,0", await _shop.RowAsync("SELECT received, on_hand, reserved, sold FROM stock.item WHERE sku = 'HOT'"));
        Assert.Equal(["Rejected,200", "Reserved,300"], await _shop.RowsAsync("SELECT status, count(*) FROM stock.reservation GROUP BY 1 ORDER BY 1"));
        var answers = await _shop.AnswersAsync();
        Assert.Equal(300, answers.OfType<StockReserved>().Count());
        Assert.Equal(200, answers.OfType<StockRejected>().Count());
        Assert.Equal(500, answers.Select(answer => answer.OrderId).Distinct().Count());
        // The batch that met the lock, and the rest that queued behind it.
        Assert.InRange(int.Parse(await _shop.RowAsync("SELECT count(DISTINCT xmin::text) FROM stock.reservation")), 1, 3);
    }

    [Fact]
    public async Task Should_fail_alone_what_is_impossible()
    {
        var sold = NewOrder();
        await _shop.DeliverAsync(Reserve(sold, ("HOT", 1)));
        await _shop.DeliverAsync(Commit(sold));
        var others = Enumerable.Range(0, 20).Select(_ => Reserve(NewOrder(), ("HOT", 1))).ToList();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => DeliverAsOneBatchAsync([.. others, Release(sold)]));

        Assert.Contains(sold.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal("300,279,20,1", await _shop.RowAsync("SELECT received, on_hand, reserved, sold FROM stock.item WHERE sku = 'HOT'"));
    }

    [Fact]
    public async Task Should_fail_alone_what_the_database_refuses()
    {
        var others = Enumerable.Range(0, 20).Select(_ => Reserve(NewOrder(), ("HOT", 1))).ToList();

        await Assert.ThrowsAsync<PostgresException>(() => DeliverAsOneBatchAsync([.. others, Reserve(NewOrder(), ("nul\0", 1))]));

        Assert.Equal("300,280,20,0", await _shop.RowAsync("SELECT received, on_hand, reserved, sold FROM stock.item WHERE sku = 'HOT'"));
    }

    [Fact]
    public async Task Should_take_the_commands_of_one_order_in_turn()
    {
        var (first, second) = (NewOrder(), NewOrder());

        await DeliverAsOneBatchAsync([
            Reserve(first, ("HOT", 300)), Release(first), Reserve(second, ("HOT", 200), ("B", 3), ("HOT", 100)), Commit(second)]);

        Assert.Equal(
            ["B,10,7,0,3", "HOT,300,0,0,300"],
            await _shop.RowsAsync("SELECT sku, received, on_hand, reserved, sold FROM stock.item ORDER BY sku"));
        Assert.Equal(
            ["StockReserved", "StockReleased"], (await _shop.AnswersAsync(first)).Select(answer => answer.GetType().Name));
    }

    /// <summary>Holds the product's row until all commands have queued, so that they are committed together.</summary>
    private async Task DeliverAsOneBatchAsync(IReadOnlyList<OrderMessage> commands)
    {
        Task all;
        await using (var connection = await _shop.Database.OpenConnectionAsync())
        {
            await using var hold = await connection.BeginTransactionAsync();
            await using (var command = new NpgsqlCommand("SELECT FROM stock.item WHERE sku = 'HOT' FOR UPDATE", connection, hold))
                await command.ExecuteNonQueryAsync();
            var opening = _shop.DeliverAsync(Reserve(NewOrder(), ("HOT", 0), ("unknown", 1)));
            await _shop.WaitForBlockedAsync();
            all = Task.WhenAll([opening, .. commands.Select(_shop.DeliverAsync)]);
            await hold.RollbackAsync();
        }
        await all;
        await _shop.ExecuteAsync("DELETE FROM stock.reservation WHERE reason LIKE '%0 of HOT%'");
        await _shop.ExecuteAsync("DELETE FROM messaging.outbox WHERE encode(body, 'escape') LIKE '%0 of HOT%'");
    }
}
