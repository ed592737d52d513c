using Workflow.Contracts;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;

namespace Workflow.Participants.Payment;

/// <summary>What a unit wants of the payments.</summary>
internal enum PaymentWork
{
    /// <summary>Writes down that a charge is about to be sent.</summary>
    PlanCharge,

    /// <summary>Records what became of the charge, and answers.</summary>
    RecordCharge,

    /// <summary>Writes down that the money goes back.</summary>
    PlanRefund,

    /// <summary>Records what became of the refund, and answers.</summary>
    RecordRefund,

    /// <summary>Reads what is known before the gateway is asked without a command.</summary>
    PlanReconcile,

    /// <summary>Records what the gateway said, and answers if that settled the payment.</summary>
    RecordReconcile,

    /// <summary>Has the gateway asked soon.</summary>
    Hasten,

    /// <summary>Answers a simulated failure and does nothing else.</summary>
    Fail,

    /// <summary>Does nothing to payments; the unit only carries its messages.</summary>
    Carry,
}

/// <summary>One half of a payment command, before the call to the gateway or after it; or a callback.</summary>
internal sealed class PaymentUnit : LaneUnit
{
    /// <summary>Pinned name of the consumer in the inbox.</summary>
    public const string ConsumerName = "payment";

    private PaymentUnit(OrderMessage command, PaymentWork work)
        : base(command.OrderId)
    {
        Command = command;
        Work = work;
    }

    public PaymentWork Work { get; }

    public OrderMessage Command { get; }

    public int Attempt { get; private init; }

    /// <summary>The row that planning writes when there is none.</summary>
    public PaymentRow? Planned { get; private init; }

    /// <summary>What the gateway said.</summary>
    public GatewayAnswer GatewayAnswer { get; private init; } = GatewayAnswer.NotAsked;

    /// <summary>After the commit of planning: the row as it was before, null when there was none.</summary>
    public PaymentRow? Found { get; set; }

    // Planning has no inbox key: the message's effect is complete only when its answer is recorded, and a repeat of the
    // planning changes nothing.
    public static PaymentUnit PlanCharge(AuthorizePayment command) => new(command, PaymentWork.PlanCharge)
    {
        Planned = new PaymentRow(PaymentStatus.Pending, command.Amount, command.Currency),
    };

    public static PaymentUnit PlanRefund(RefundPayment command) => new(command, PaymentWork.PlanRefund) { Planned = PaymentRow.Barrier };

    public static PaymentUnit RecordCharge(AuthorizePayment command, GatewayAnswer answer) =>
        Keyed(command, PaymentWork.RecordCharge, command.Attempt, answer);

    public static PaymentUnit RecordRefund(RefundPayment command, GatewayAnswer answer) =>
        Keyed(command, PaymentWork.RecordRefund, command.Attempt, answer);

    public static PaymentUnit PlanReconcile(ReconcilePayment command) => new(command, PaymentWork.PlanReconcile);

    public static PaymentUnit RecordReconcile(ReconcilePayment command, GatewayAnswer answer) =>
        Keyed(command, PaymentWork.RecordReconcile, attempt: 1, answer);

    /// <summary>A callback makes the gateway be asked; one that tells of no outcome is only noted as consumed.</summary>
    public static PaymentUnit Take(PaymentCallback callback) => Keyed(
        callback, callback.PayStatus == PayStatuses.Pending ? PaymentWork.Carry : PaymentWork.Hasten, attempt: 1, GatewayAnswer.NotAsked);

    /// <summary>A callback that came over HTTP goes the way of those that come by queue.</summary>
    public static PaymentUnit Forward(PaymentCallback callback)
    {
        PaymentUnit unit = new(callback, PaymentWork.Carry);
        unit.Outgoing.Add(OutboxRow.ToQueue(PaymentRegistration.CallbackQueue, callback));
        return unit;
    }

    public static PaymentUnit Fail(AuthorizePayment command) => Keyed(command, PaymentWork.Fail, command.Attempt, GatewayAnswer.NotAsked);

    private static PaymentUnit Keyed(OrderMessage command, PaymentWork work, int attempt, GatewayAnswer answer) => new(command, work)
    {
        MessageId = command.MessageId,
        Consumer = ConsumerName,
        Attempt = attempt,
        GatewayAnswer = answer,
    };
}
