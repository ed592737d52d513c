using Workflow.Contracts;
using Workflow.TestSupport;
using static Workflow.Integration.Participants.Commands;

namespace Workflow.Integration.Participants;

public sealed class When_an_order_wants_goods(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Guid _order = NewOrder();
    private ParticipantInstance _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = new ParticipantInstance(await postgres.CreateMigratedDatabaseAsync());
        await _shop.ReceiveAsync("initial", ("A", 10), ("B", 10), ("ü\"[,", 10));
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Should_get_all_lines_and_an_answer_in_the_orders_name()
    {
        var command = Reserve(_order, ("A", 3), ("ü\"[,", 4), ("A", 2));

        var answer = Assert.IsType<StockReserved>(Assert.Single(await _shop.AskAsync(command)));

        Assert.Equal((command.OrderId, command.TraceId, command.BusinessType), (answer.OrderId, answer.TraceId, answer.BusinessType));
        Assert.Equal(["A,10,5,5,0", "B,10,10,0,0", "ü\"[,,10,6,4,0"], await ItemsAsync());
    }

    [Fact]
    public async Task Should_get_nothing_when_one_line_falls_short()
    {
        var command = Reserve(_order, ("A", 3), ("B", 11), ("X", 1));

        var answer = Assert.IsType<StockRejected>(Assert.Single(await _shop.AskAsync(command)));

        Assert.Equal("Too little on stock of B: wanted 11, on hand 10; 1 more SKUs fall short.", answer.Reason);
        Assert.Equal(["B", "X"], answer.Shortages);
        Assert.Equal(["A,10,10,0,0", "B,10,10,0,0", "ü\"[,,10,10,0,0"], await ItemsAsync());
        var again = Assert.IsType<StockRejected>(Assert.Single(await _shop.AskAsync(command.Again())));
        Assert.Equal((answer.Reason, string.Join(',', answer.Shortages)), (again.Reason, string.Join(',', again.Shortages)));
    }

    [Fact]
    public async Task Should_give_them_back_on_release()
    {
        await _shop.DeliverAsync(Reserve(_order, ("A", 3), ("ü\"[,", 4)));

        Assert.IsType<StockReleased>(Assert.Single(await _shop.AskAsync(Release(_order))));

        Assert.Equal(["A,10,10,0,0", "B,10,10,0,0", "ü\"[,,10,10,0,0"], await ItemsAsync());
    }

    [Fact]
    public async Task Should_count_them_as_sold_on_commit()
    {
        await _shop.DeliverAsync(Reserve(_order, ("A", 3), ("ü\"[,", 4)));

        Assert.Empty(await _shop.AskAsync(Commit(_order)));

        Assert.Equal(["A,10,7,0,3", "B,10,10,0,0", "ü\"[,,10,6,0,4"], await ItemsAsync());
        Assert.IsType<StockReserved>(Assert.Single(await _shop.AskAsync(Reserve(_order, ("A", 3)))));
    }

    [Fact]
    public async Task Should_get_nothing_after_a_release_that_came_first()
    {
        Assert.IsType<StockReleased>(Assert.Single(await _shop.AskAsync(Release(_order))));

        Assert.Empty(await _shop.AskAsync(Reserve(_order, ("A", 3))));

        Assert.Equal("Released,", await _shop.RowAsync("SELECT status, items FROM stock.reservation"));
        Assert.Equal("A,10,10,0,0", (await ItemsAsync())[0]);
    }

    [Fact]
    public async Task Should_follow_what_another_instance_decides_at_that_moment()
    {
        await using var connection = await _shop.Database.OpenConnectionAsync();
        await using var other = await connection.BeginTransactionAsync();
        await using (var insert = new Npgsql.NpgsqlCommand(
            $"INSERT INTO stock.reservation (order_id, status, decided_at) VALUES ('{_order}', 'Released', now())", connection, other))
            await insert.ExecuteNonQueryAsync();

        var delivery = _shop.DeliverAllAsync([Reserve(_order, ("A", 3)), Reserve(NewOrder(), ("A", 1))]);
        await _shop.WaitForBlockedAsync();
        await other.CommitAsync();
        await delivery;

        Assert.Empty(await _shop.AnswersAsync(_order));
        Assert.Equal("A,10,9,1,0", (await ItemsAsync())[0]);
    }

    private Task<IReadOnlyList<string>> ItemsAsync() =>
        _shop.RowsAsync("SELECT sku, received, on_hand, reserved, sold FROM stock.item ORDER BY sku");
}
