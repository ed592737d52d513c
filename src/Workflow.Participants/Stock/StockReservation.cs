namespace Workflow.Participants.Stock;

/// <summary>Stock's answer to one order, and the barrier against doing it twice.</summary>
internal sealed class StockReservation
{
    /// <summary>The order.</summary>
    public Guid OrderId { get; init; }

    /// <summary>One of <see cref="ReservationStatus"/>.</summary>
    public string Status { get; set; } = "";

    /// <summary>
    /// Each SKU once, stored as <c>[["sku",quantity],...]</c>: what is, was or has been reserved, or what was missing;
    /// null for a release that came before its reservation.
    /// </summary>
    public IReadOnlyList<StockLine>? Items { get; init; }

    /// <summary>Why it was rejected; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>When the status was last decided, UTC.</summary>
    public DateTimeOffset DecidedAt { get; set; }
}
