using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Orders;

/// <summary>Which orders are meant: those for which everything that is given holds.</summary>
internal sealed record OrderFilter
{
    /// <summary>Any of these states; empty for all.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>The step that runs or failed.</summary>
    public string? Step { get; init; }

    /// <summary>In its attempt of this number or a later one.</summary>
    public int? MinAttempt { get; init; }

    /// <summary>Its last attempt failed of this group of errors.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>In its state for this long at least, in seconds.</summary>
    public int? MinAgeSeconds { get; init; }

    /// <summary>Its next attempt starts before.</summary>
    public DateTimeOffset? RetryBefore { get; init; }

    /// <summary>The shop's customer, exact.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Has a line of this product.</summary>
    public string? Sku { get; init; }

    /// <summary>Business type, exact.</summary>
    public string? BusinessType { get; init; }

    /// <summary>Accepted then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Accepted before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Order id, idempotency key or the shop's reference, exact.</summary>
    public string? Text { get; init; }

    /// <summary>Longest in its state first, instead of newest first.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>Whether nothing is given.</summary>
    internal bool IsEmpty => this == new OrderFilter { States = States, OldestFirst = OldestFirst } && States.Count == 0;

    internal static readonly string[] Unfinished =
    [
        OrderStates.ReservingStock, OrderStates.AuthorizingPayment, OrderStates.ArrangingShipment, OrderStates.CancellingShipment,
        OrderStates.Refunding, OrderStates.ReleasingStock, OrderStates.Suspended,
    ];

    internal static readonly string[] Finished = [OrderStates.Completed, OrderStates.Cancelled, OrderStates.Rejected];

    /// <summary>All states that an order can be asked for by; one that waits for its start is in none of them yet.</summary>
    internal static readonly string[] AllStates = [.. Unfinished, .. Finished];
}
