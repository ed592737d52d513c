using Npgsql;
using Workflow.Contracts;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Inbox;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Scheduling;
using Workflow.Migrations;
using Workflow.Participants.Payment;
using Workflow.Participants.Shipment;
using Workflow.Participants.Stock;
using Workflow.TestSupport;

namespace Workflow.Integration.Verify;

/// <summary>A database in which every promise holds, with at least one row for each check to look at.</summary>
internal static class VerifiedDatabase
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ItemQuantity[] Ordered = [new("apple", 3), new("pear", 3)];

    /// <summary>What the gateway says of <see cref="CreateAsync"/>'s payments, one line a key.</summary>
    public static IReadOnlyList<string> Ledger =>
    [
        Line(Stories.Completed, 10, 0, "captured"),
        Line(Stories.Cancelled, 10, 10, "reversed"),
        Line(Stories.Suspended, 10, 0, "captured"),
        Line(Stories.CancelledByHand, 10, 0, "captured"),
    ];

    public static string Line(Guid key, decimal captured, decimal refunded, string status, int captures = 1) =>
        $$"""{"key":"{{key}}","captures":{{captures}},"captured":{{captured}},"refunded":{{refunded}},"status":"{{status}}"}""";

    public static async Task<string> CreateAsync(PostgresFixture postgres, params string[] plants)
    {
        var database = await postgres.CreateMigratedDatabaseAsync();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using (var context = WorkflowDbContext.Create(connection))
        {
            context.AddRange(Stories.All.Select(story => story.Order));
            context.AddRange(Stories.All.Select(story => story.Saga));
            context.AddRange(Stories.All.SelectMany(story => story.Events));
            context.AddRange(Stock());
            context.AddRange(Payments());
            context.AddRange(Shipments());
            context.AddRange(Messages());
            await context.SaveChangesAsync();
        }

        foreach (var plant in plants)
        {
            await using var command = new NpgsqlCommand(plant, connection);
            Assert.NotEqual(0, await command.ExecuteNonQueryAsync());
        }

        return database;
    }

    private static IEnumerable<object> Stock() =>
    [
        new StockItem { Sku = "apple", Received = 20, OnHand = 11, Reserved = 6, Sold = 3 },
        new StockItem { Sku = "pear", Received = 20, OnHand = 11, Reserved = 6, Sold = 3 },
        Reservation(Stories.Completed, ReservationStatus.Sold),
        Reservation(Stories.Rejected, ReservationStatus.Rejected),
        Reservation(Stories.Cancelled, ReservationStatus.Released),
        Reservation(Stories.Suspended, ReservationStatus.Reserved),
        Reservation(Stories.CancelledByHand, ReservationStatus.Reserved),
    ];

    private static IEnumerable<object> Payments() =>
    [
        Payment(Stories.Completed, PaymentStatus.Captured, 10, 0),
        Payment(Stories.Cancelled, PaymentStatus.Reversed, 10, 10),
        Payment(Stories.Suspended, PaymentStatus.Unknown, 0, 0),
        Payment(Stories.CancelledByHand, PaymentStatus.Captured, 10, 0),
    ];

    private static IEnumerable<object> Shipments() =>
    [
        Shipment(Stories.Completed, ShipmentStatus.Arranged),
        Shipment(Stories.Cancelled, ShipmentStatus.Cancelled),
        Shipment(Stories.CancelledByHand, ShipmentStatus.Arranged),
    ];

    private static IEnumerable<object> Messages() =>
    [
        new OutboxMessage { MessageId = Guid.CreateVersion7(), OrderId = Stories.Suspended, CreatedAt = Now },
        new ScheduledMessage { MessageId = Guid.CreateVersion7(), OrderId = Stories.Suspended, DueAt = Now },
        new ScheduledMessage { MessageId = Guid.CreateVersion7(), OrderId = Stories.Cancelled, DueAt = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero) },
        new InboxEntry { Day = new(2026, 1, 2), MessageId = Guid.CreateVersion7(), Consumer = "stock", OrderId = Stories.Completed },
        new DeadLetter { DeadLetterId = Guid.CreateVersion7(), MessageId = Guid.CreateVersion7(), FirstAt = Now, LastAt = Now },
    ];

    private static StockReservation Reservation(Guid orderId, string status) =>
        new() { OrderId = orderId, Status = status, Items = Ordered, DecidedAt = Now };

    private static Payment Payment(Guid orderId, string status, decimal captured, decimal refunded) => new()
    {
        OrderId = orderId,
        Status = status,
        Amount = Stories.Total,
        Currency = "EUR",
        Captured = captured,
        Refunded = refunded,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    private static Shipment Shipment(Guid orderId, string status) =>
        new() { OrderId = orderId, Status = status, TrackingNumber = "WF1", DecidedAt = Now };
}
