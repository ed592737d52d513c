using Workflow.Contracts;
using Workflow.TestSupport;
using static Workflow.Integration.Participants.Commands;

namespace Workflow.Integration.Participants;

public sealed class When_a_parcel_is_shipped(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Guid _order = NewOrder();
    private ParticipantInstance _shop = null!;

    public async ValueTask InitializeAsync() => _shop = new ParticipantInstance(
        await postgres.CreateMigratedDatabaseAsync(), ("Shipment:UnservedCountries:0", "Atlantis"));

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Should_get_the_same_tracking_number_every_time()
    {
        var first = Assert.IsType<ShipmentArranged>(Assert.Single(await _shop.AskAsync(Arrange(_order))));
        var again = Assert.IsType<ShipmentArranged>(Assert.Single(await _shop.AskAsync(Arrange(_order))));

        Assert.Equal($"WF{_order:N}".ToUpperInvariant(), first.TrackingNumber);
        Assert.Equal(first.TrackingNumber, again.TrackingNumber);
        Assert.Equal($"Arranged,{first.TrackingNumber}", await _shop.RowAsync("SELECT status, tracking_number FROM shipments.shipment"));
    }

    [Fact]
    public async Task Should_be_called_back()
    {
        await _shop.DeliverAsync(Arrange(_order));

        Assert.IsType<ShipmentCancelled>(Assert.Single(await _shop.AskAsync(Cancel(_order))));

        Assert.Equal("Cancelled", await _shop.RowAsync("SELECT status FROM shipments.shipment"));
        Assert.Empty(await _shop.AskAsync(Arrange(_order)));
    }

    [Fact]
    public async Task Should_not_be_arranged_after_a_cancellation_that_came_first()
    {
        Assert.IsType<ShipmentCancelled>(Assert.Single(await _shop.AskAsync(Cancel(_order))));

        Assert.Empty(await _shop.AskAsync(Arrange(_order)));

        Assert.Equal("Cancelled,", await _shop.RowAsync("SELECT status, tracking_number FROM shipments.shipment"));
    }

    [Fact]
    public async Task Should_be_rejected_where_no_carrier_goes()
    {
        var answer = Assert.IsType<ShipmentRejected>(Assert.Single(await _shop.AskAsync(Arrange(_order, "Atlantis"))));

        Assert.Equal("No carrier goes to Atlantis.", answer.Reason);
        Assert.IsType<ShipmentCancelled>(Assert.Single(await _shop.AskAsync(Cancel(_order))));
        Assert.Equal("Rejected", await _shop.RowAsync("SELECT status FROM shipments.shipment"));
    }

    [Fact]
    public async Task Should_follow_what_another_instance_decides_at_that_moment()
    {
        await using var connection = await _shop.Database.OpenConnectionAsync();
        await using var other = await connection.BeginTransactionAsync();
        await using (var insert = new Npgsql.NpgsqlCommand(
            $"INSERT INTO shipments.shipment (order_id, status, decided_at) VALUES ('{_order}', 'Cancelled', now())", connection, other))
            await insert.ExecuteNonQueryAsync();

        var delivery = _shop.DeliverAllAsync([Arrange(_order), Arrange(NewOrder())]);
        await _shop.WaitForBlockedAsync();
        await other.CommitAsync();
        await delivery;

        Assert.Empty(await _shop.AnswersAsync(_order));
        Assert.Equal(["Arranged,1", "Cancelled,1"], await _shop.RowsAsync("SELECT status, count(*) FROM shipments.shipment GROUP BY 1 ORDER BY 1"));
    }
}
