using Workflow.TestSupport;
using static Workflow.Integration.Participants.Commands;

namespace Workflow.Integration.Participants;

public sealed class When_a_receipt_comes(PostgresFixture postgres) : IAsyncLifetime
{
    private ParticipantInstance _here = null!;
    private ParticipantInstance _there = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await postgres.CreateMigratedDatabaseAsync();
        _here = new ParticipantInstance(database);
        _there = new ParticipantInstance(database);
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    [Fact]
    public async Task Should_be_applied_once_and_say_so()
    {
        Assert.True(await _here.ReceiveAsync("R1", ("A", 3), ("A", 4)));
        Assert.False(await _here.ReceiveAsync("R1", ("A", 3), ("B", 4)));
        Assert.False(await _there.ReceiveAsync("R1", ("A", 3)));
        Assert.True(await _there.ReceiveAsync("R2", ("A", 3)));

        Assert.Equal("A,10,10", await _here.RowAsync("SELECT sku, received, on_hand FROM stock.item"));
    }

    [Fact]
    public async Task Should_be_applied_once_however_many_bring_it_at_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 200).Select(n =>
            (n % 2 == 0 ? _here : _there).ReceiveAsync($"R{n / 20}", ($"S{n / 40}", 1), ("A", 1))));

        Assert.Equal(10, applied.Count(was => was));
        Assert.Equal("20,20", await _here.RowAsync("SELECT sum(received), sum(on_hand) FROM stock.item"));
    }

    [Fact]
    public async Task Should_take_ten_thousand_products()
    {
        var lines = Enumerable.Range(0, 10_000).Select(n => ($"SKU-{n}", n + 1)).ToArray();

        Assert.True(await _here.ReceiveAsync("R1", lines));
        Assert.False(await _here.ReceiveAsync("R1", lines));

        Assert.Equal("10000,50005000", await _here.RowAsync("SELECT count(*), sum(on_hand) FROM stock.item"));
    }

    [Fact]
    public async Task Should_refuse_lines_without_pieces()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _here.ReceiveAsync("R1", ("A", 0)));
        await Assert.ThrowsAsync<ArgumentException>(() => _here.ReceiveAsync("", ("A", 1)));
        await Assert.ThrowsAsync<ArgumentException>(() => _here.ReceiveAsync(new string('x', 65), ("A", 1)));

        Assert.Empty(await _here.RowsAsync("SELECT 1 FROM stock.item"));
    }

    [Fact]
    public async Task Should_serve_the_next_order()
    {
        await _here.ReceiveAsync("R1", ("A", 1));
        await _there.DeliverAsync(Reserve(NewOrder(), ("A", 1)));

        Assert.Equal("A,1,0,1", await _here.RowAsync("SELECT sku, received, on_hand, reserved FROM stock.item"));
    }
}
