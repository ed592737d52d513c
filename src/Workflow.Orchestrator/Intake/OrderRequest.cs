using Workflow.Contracts;

namespace Workflow.Orchestrator.Intake;

/// <summary>What a client asked for: read, and valid in every field. Only <see cref="OrderRequestReader"/> makes one.</summary>
internal sealed class OrderRequest
{
    /// <summary>The shop's own number of the order; null when it gave none.</summary>
    public string? Reference { get; init; }

    /// <summary>The shop's customer; null for a guest.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Destination, as the shop wrote it.</summary>
    public string? Country { get; init; }

    /// <summary>Three upper-case letters.</summary>
    public required string Currency { get; init; }

    /// <summary>One of <see cref="BusinessTypes"/>.</summary>
    public required string BusinessType { get; init; }

    /// <summary>When the customer placed the order, UTC; null when not told. Informational.</summary>
    public DateTimeOffset? PlacedAt { get; init; }

    /// <summary>1 to 2,000 lines, in the client's order.</summary>
    public required IReadOnlyList<OrderLine> Lines { get; init; }

    /// <summary>Sum over the lines; greater than 0, at most four decimals.</summary>
    public required decimal Total { get; init; }

    /// <summary>The key that stands in a batch's line; null elsewhere, where it is a header. Not part of the meaning.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// SHA-256 over the meaning: every field with its default filled in and the lines in order, so that white space,
    /// the order of properties and the way a number is written do not matter. 32 bytes.
    /// </summary>
    public byte[] Digest() => OrderDigest.Of(this);
}
