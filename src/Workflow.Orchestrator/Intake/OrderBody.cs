using Workflow.Contracts;

namespace Workflow.Orchestrator.Intake;

/// <summary>The body of <c>POST /orders</c> as the OpenAPI document shows it; <see cref="OrderRequestReader"/> reads it.</summary>
/// <param name="Reference">The shop's own number of the order; at most 64 characters.</param>
/// <param name="CustomerId">The shop's customer; leave it out for a guest; at most 64 characters.</param>
/// <param name="Country">Destination, at most 64 characters.</param>
/// <param name="Currency">Three upper-case letters; default EUR.</param>
/// <param name="BusinessType">NORMAL (default), SECKILL, PRESALE or WHOLESALE.</param>
/// <param name="PlacedAt">When the customer placed the order, RFC 3339.</param>
/// <param name="Lines">1 to 2,000 lines.</param>
/// <param name="IdempotencyKey">In a batch only; elsewhere the header Idempotency-Key.</param>
internal sealed record OrderBody(
    string? Reference, string? CustomerId, string? Country, string? Currency, string? BusinessType, DateTimeOffset? PlacedAt,
    IReadOnlyList<OrderLine> Lines, string? IdempotencyKey);

/// <summary>The optional body of a cancellation.</summary>
/// <param name="Reason">Why, for people; at most 200 characters.</param>
internal sealed record CancelBody(string? Reason);
