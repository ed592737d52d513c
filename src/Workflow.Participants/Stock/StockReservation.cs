using Workflow.Contracts;

namespace Workflow.Participants.Stock;

/// <summary>Stock's answer to one order, and the barrier against doing it twice.</summary>
internal sealed class StockReservation
{
    /// <summary>The order.</summary>
    public Guid OrderId { get; init; }

    /// <summary>One of <see cref="ReservationStatus"/>.</summary>
    public string Status { get; set; } = "";

    /// <summary>
    /// The pieces by SKU, stored as <c>[["sku",quantity],...]</c>: what is, was or has been reserved; of a rejected
    /// reservation what was missing (at most 10 SKUs); null for a release that came before its reservation.
    /// </summary>
    public IReadOnlyList<ItemQuantity>? Items { get; init; }

    /// <summary>Why it was rejected; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>When the status was last decided, UTC.</summary>
    public DateTimeOffset DecidedAt { get; set; }
}

/// <summary>Pinned names of what a reservation can be.</summary>
internal static class ReservationStatus
{
    public const string Reserved = "Reserved";
    public const string Rejected = "Rejected";
    public const string Released = "Released";
    public const string Sold = "Sold";
}
