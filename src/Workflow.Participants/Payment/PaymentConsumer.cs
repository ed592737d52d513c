using MassTransit;
using Workflow.Contracts;
using Workflow.Participants.Simulation;

namespace Workflow.Participants.Payment;

/// <summary>
/// Takes and gives back money in three steps: plan in the database, call the gateway with no lock held, record and
/// answer. A crash between two of them leaves a row that says what may have happened, and the repeat asks first.
/// </summary>
internal sealed class PaymentConsumer(PaymentLane lane, PaymentGateway gateway, SimulatedFaults faults)
    : IConsumer<AuthorizePayment>, IConsumer<RefundPayment>, IConsumer<ReconcilePayment>
{
    public async Task Consume(ConsumeContext<AuthorizePayment> context)
    {
        var command = context.Message;
        if (faults.Fails(OrderSteps.Payment, command.OrderId, command.Attempt))
        {
            await lane.RunLastAsync(PaymentUnit.Fail(command), context);
            return;
        }
        var found = await PlanAsync(PaymentUnit.PlanCharge(command));
        var answer = PaymentDecisions.NeedsCharge(found)
            ? await ChargeAsync(command, found, context.CancellationToken)
            : GatewayAnswer.NotAsked;
        await lane.RunLastAsync(PaymentUnit.RecordCharge(command, answer), context);
    }

    public async Task Consume(ConsumeContext<RefundPayment> context)
    {
        var command = context.Message;
        var answer = PaymentDecisions.NeedsReversal(await PlanAsync(PaymentUnit.PlanRefund(command)))
            ? await gateway.ReverseAsync(command.OrderId, context.CancellationToken)
            : GatewayAnswer.NotAsked;
        await lane.RunLastAsync(PaymentUnit.RecordRefund(command, answer), context);
    }

    /// <summary>Asks what became of an open payment, or finishes one on its way back; it never charges.</summary>
    public async Task Consume(ConsumeContext<ReconcilePayment> context)
    {
        var command = context.Message;
        var answer = await PlanAsync(PaymentUnit.PlanReconcile(command)) switch
        {
            { IsOpen: true } => await gateway.AskAsync(command.OrderId, context.CancellationToken),
            { Status: PaymentStatus.Reversing } => await gateway.ReverseAsync(command.OrderId, context.CancellationToken),
            _ => GatewayAnswer.NotAsked,
        };
        await lane.RunLastAsync(PaymentUnit.RecordReconcile(command, answer), context);
    }

    /// <summary>What was known before. A method of its own, so that who waits for the gateway does not keep the unit in memory.</summary>
    private async Task<PaymentRow?> PlanAsync(PaymentUnit plan)
    {
        await lane.RunAsync(plan);
        return plan.Found;
    }

    /// <summary>Charges; what an earlier attempt may have charged already is asked for first.</summary>
    private Task<GatewayAnswer> ChargeAsync(AuthorizePayment command, PaymentRow? found, CancellationToken cancellationToken) => found is null
        ? gateway.ChargeAsync(command.OrderId, command.Amount, command.Currency, cancellationToken)
        : AskOrChargeAsync(command, cancellationToken);

    private async Task<GatewayAnswer> AskOrChargeAsync(AuthorizePayment command, CancellationToken cancellationToken)
    {
        var known = await gateway.AskAsync(command.OrderId, cancellationToken);
        return known.Outcome != GatewayOutcome.NotFound
            ? known
            : await gateway.ChargeAsync(command.OrderId, command.Amount, command.Currency, cancellationToken);
    }
}
