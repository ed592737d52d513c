namespace Workflow.Contracts;

/// <summary>
/// What every message of the workflow carries. Delivery is at least once, so a consumer deduplicates by
/// <see cref="MessageId"/>; messages of one order arrive in the order in which their sender wrote them.
/// </summary>
public abstract record OrderMessage
{
    /// <summary>The order this message belongs to; also the key by which messages are kept in order.</summary>
    [FieldNumber(1)]
    public required Guid OrderId { get; init; }

    /// <summary>Unique for the message and fixed when it is written: a resend has the same id. UUID version 7.</summary>
    [FieldNumber(2)]
    public required Guid MessageId { get; init; }

    /// <summary>W3C trace id, 32 lower-case hexadecimal digits: one for everything that one request caused.</summary>
    [FieldNumber(3, Text = 5)]
    public required string TraceId { get; init; }

    /// <summary>One of <see cref="BusinessTypes"/>: what kind of sale caused the message.</summary>
    [FieldNumber(4, Text = 6), PinnedValues(typeof(BusinessTypes))]
    public required string BusinessType { get; init; }
}
