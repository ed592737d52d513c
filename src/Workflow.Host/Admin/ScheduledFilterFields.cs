using System.Text;
using Workflow.Contracts;
using Workflow.Messaging.Scheduling;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary>Which scheduled messages an operator means, as text.</summary>
/// <param name="OrderId">Those of this order; a UUID.</param>
/// <param name="Type">Those of this wire name, such as <c>step-retry-due.v1</c>.</param>
/// <param name="DueBefore">Those due before this moment; RFC 3339 with an offset.</param>
internal sealed record ScheduledFilterFields(string? OrderId, string? Type, string? DueBefore)
{
    internal bool IsEmpty => OrderId is null && Type is null && DueBefore is null;

    /// <summary>The filter; what is wrong with a field is added to <paramref name="errors"/>.</summary>
    internal ScheduledFilter Read(List<FieldError> errors)
    {
        var orderId = Guid.Empty;
        if (OrderId is not null && !Guid.TryParse(OrderId, out orderId))
            errors.Add(new FieldError("orderId", FieldErrorCodes.InvalidFormat, "Must be a UUID."));
        if (Type is not null && !ContractCatalog.TryGetTypeInfo(Type, out _))
            errors.Add(new FieldError("type", FieldErrorCodes.UnknownValue, "Must be the wire name of a message, such as step-retry-due.v1."));
        var dueBefore = default(DateTimeOffset);
        if (DueBefore is not null && !Rfc3339.TryRead(Encoding.UTF8.GetBytes(DueBefore), out dueBefore))
            errors.Add(new FieldError("dueBefore", FieldErrorCodes.InvalidFormat, "Must be a date and time with an offset, such as 2026-03-01T12:00:00Z."));
        return new ScheduledFilter(
            OrderId is null ? null : orderId, Type, DueBefore is null ? null : dueBefore);
    }
}
