using Workflow.Contracts;

namespace Workflow.Participants.Stock;

/// <summary>What stock decided about an order; one for each order, whatever happens to it.</summary>
/// <param name="Status">One of <see cref="ReservationStatus"/>.</param>
/// <param name="Items">
/// Each SKU once: what is, was or has been reserved; of a rejected one what was missing, so that a repeat gets the same
/// answer; null for the barrier that a release leaves when it comes before its reservation.
/// </param>
/// <param name="Reason">Why it was rejected.</param>
internal sealed record Reservation(string Status, IReadOnlyList<ItemQuantity>? Items, string? Reason = null)
{
    /// <summary>A release that came first: a reservation that arrives later finds it and does nothing.</summary>
    public static Reservation Barrier { get; } = new(ReservationStatus.Released, null);
}
