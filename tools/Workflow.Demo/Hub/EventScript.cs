namespace Workflow.Demo.Hub;

/// <summary>What Kafka has to tell of an order, derived from its history and from nothing that the hub itself has written.</summary>
internal static class EventScript
{
    /// <summary>Payment tells of itself, before the order does that waits for it.</summary>
    public const string PaymentSucceeded = "payment-succeeded.v1";

    public const string PaymentFailed = "payment-failed.v1";

    /// <summary>Stock tells it of goods that an order has made scarce, as often as that happens.</summary>
    public const string InventoryLow = "inventory-low.v1";

    private const string Submitted = "order-submitted.v1";
    private const string StockReserved = "order-stock-reserved.v1";
    private const string Paid = "order-paid.v1";
    private const string Shipped = "order-shipped.v1";
    private const string Completed = "order-completed.v1";
    private const string Rejected = "order-rejected.v1";
    private const string Cancelled = "order-cancelled.v1";
    private const string Suspended = "order-suspended.v1";

    /// <summary>The order's own events, in their order.</summary>
    public static List<string> Of(IEnumerable<HistoryLine> history) => [.. history.SelectMany(Of)];

    /// <summary>The event that must have come before <paramref name="type"/> because of that history; null when none must.</summary>
    public static string? Before(string type, IReadOnlyCollection<HistoryLine> history) => type switch
    {
        Paid when history.Any(line => line.Type == "payment-authorized") => PaymentSucceeded,
        Rejected when history.Any(line => line.Type == "payment-declined") => PaymentFailed,
        _ => null,
    };

    // A step that an operator skips counts as done; where it leads to tells which one it was.
    private static string[] Of(HistoryLine line) => (line.Type, line.State) switch
    {
        ("order-submitted", _) => [Submitted],
        ("stock-reserved", _) or ("step-skipped", "AuthorizingPayment") => [StockReserved],
        ("payment-authorized", _) or ("step-skipped", "ArrangingShipment") => [Paid],
        ("shipment-arranged", _) or ("step-skipped", "Completed") => [Shipped, Completed],
        ("order-suspended", _) => [Suspended],
        (_, "Rejected") => [Rejected],
        (_, "Cancelled") => [Cancelled],
        _ => [],
    };
}
