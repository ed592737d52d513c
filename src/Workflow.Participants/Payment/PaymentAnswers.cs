using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Participants.Simulation;

namespace Workflow.Participants.Payment;

/// <summary>The messages that payment sends.</summary>
internal static class PaymentAnswers
{
    public static OrderMessage? For(PaymentUnit unit, PaymentDecision decision, DateTimeOffset now) => decision.Reply switch
    {
        PaymentReply.Authorized => Authorized(unit.Command, decision.Row, now),
        PaymentReply.Declined => Declined(unit.Command, decision.Row, now),
        PaymentReply.Refunded => Refunded(unit.Command, decision.Row, now),
        PaymentReply.Failed => SagaAnswers.StepFailed(unit.Command, (Step(unit), unit.Attempt), decision.Error!, now),
        _ => null,
    };

    /// <summary>The event that everyone hears when an outcome becomes known; null when none did. A payment is open once.</summary>
    public static OrderMessage? Happened(PaymentUnit unit, PaymentRow before, PaymentRow after, DateTimeOffset now) => after.Status switch
    {
        PaymentStatus.Captured when before.IsOpen => Succeeded(unit.Command, after, now),
        PaymentStatus.Declined when before.IsOpen => Failed(unit.Command, after, now),
        _ => null,
    };

    public static StepFailed SimulatedFailure(PaymentUnit unit, DateTimeOffset now) =>
        SagaAnswers.StepFailed(unit.Command, (OrderSteps.Payment, unit.Attempt), SimulatedFaults.Error, now);

    private static string Step(PaymentUnit unit) => unit.Work == PaymentWork.RecordRefund ? OrderSteps.Refund : OrderSteps.Payment;

    private static PaymentAuthorized Authorized(OrderMessage command, PaymentRow row, DateTimeOffset now) => new()
    {
        OrderId = command.OrderId,
        MessageId = MessageIds.New(now),
        TraceId = command.TraceId,
        BusinessType = command.BusinessType,
        PaymentReference = Reference(command, row),
        Amount = row.Captured,
    };

    private static PaymentDeclined Declined(OrderMessage command, PaymentRow row, DateTimeOffset now) => new()
    {
        OrderId = command.OrderId,
        MessageId = MessageIds.New(now),
        TraceId = command.TraceId,
        BusinessType = command.BusinessType,
        Reason = row.Reason!,
    };

    private static PaymentRefunded Refunded(OrderMessage command, PaymentRow row, DateTimeOffset now) => new()
    {
        OrderId = command.OrderId,
        MessageId = MessageIds.New(now),
        TraceId = command.TraceId,
        BusinessType = command.BusinessType,
        Amount = row.Refunded,
    };

    private static PaymentSucceeded Succeeded(OrderMessage command, PaymentRow row, DateTimeOffset now) => new()
    {
        OrderId = command.OrderId,
        MessageId = MessageIds.New(now),
        TraceId = command.TraceId,
        BusinessType = command.BusinessType,
        PaymentReference = Reference(command, row),
        Amount = row.Captured,
        Currency = row.Currency,
        OccurredAt = now,
    };

    private static PaymentFailed Failed(OrderMessage command, PaymentRow row, DateTimeOffset now) => new()
    {
        OrderId = command.OrderId,
        MessageId = MessageIds.New(now),
        TraceId = command.TraceId,
        BusinessType = command.BusinessType,
        Reason = row.Reason!,
        OccurredAt = now,
    };

    private static string Reference(OrderMessage command, PaymentRow row) => row.Reference ?? command.OrderId.ToString("D");
}
