using Workflow.Contracts;

namespace Workflow.Orchestrator.Intake;

/// <summary>An order as it was accepted. Written once, in the commit before the 202, and never changed.</summary>
public sealed class AcceptedOrder
{
    /// <summary>The order id, UUID version 7.</summary>
    public Guid OrderId { get; init; }

    /// <summary>The shop's own number of the order; null when it gave none.</summary>
    public string? Reference { get; init; }

    /// <summary>The client's idempotency key; unique; null when it sent none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Digest of the request's meaning, by which a repeated key is compared; null without a key.</summary>
    public byte[]? RequestHash { get; init; }

    /// <summary>The shop's customer; null for a guest.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Destination, as the shop wrote it.</summary>
    public string? Country { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; init; } = "";

    /// <summary>One of <see cref="BusinessTypes"/>.</summary>
    public string BusinessType { get; init; } = "";

    /// <summary>W3C trace id of the request.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>Sum over the lines, greater than 0.</summary>
    public decimal Total { get; init; }

    /// <summary>When the request was accepted, UTC.</summary>
    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>1 to 2,000 lines; stored as compact JSON, an array <c>[sku, quantity, price]</c> a line.</summary>
    public IReadOnlyList<OrderLine> Lines { get; init; } = [];
}
