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
        var plan = PaymentUnit.PlanCharge(command);
        await lane.RunAsync(plan);
        var answer = PaymentDecisions.NeedsCharge(plan.Found)
            ? await ChargeAsync(command, plan.Found, context.CancellationToken)
            : GatewayAnswer.NotAsked;
        await lane.RunLastAsync(PaymentUnit.RecordCharge(command, answer), context);
    }

    public async Task Consume(ConsumeContext<RefundPayment> context)
    {
        var command = context.Message;
        var plan = PaymentUnit.PlanRefund(command);
        await lane.RunAsync(plan);
        var answer = PaymentDecisions.NeedsReversal(plan.Found)
            ? await gateway.ReverseAsync(command.OrderId, context.CancellationToken)
            : GatewayAnswer.NotAsked;
        await lane.RunLastAsync(PaymentUnit.RecordRefund(command, answer), context);
    }

    /// <summary>Asks what became of an open payment, or finishes one on its way back; it never charges.</summary>
    public async Task Consume(ConsumeContext<ReconcilePayment> context)
    {
        var command = context.Message;
        var plan = PaymentUnit.PlanReconcile(command);
        await lane.RunAsync(plan);
        var answer = plan.Found switch
        {
            { IsOpen: true } => await gateway.AskAsync(command.OrderId, context.CancellationToken),
            { Status: PaymentStatus.Reversing } => await gateway.ReverseAsync(command.OrderId, context.CancellationToken),
            _ => GatewayAnswer.NotAsked,
        };
        await lane.RunLastAsync(PaymentUnit.RecordReconcile(command, answer), context);
    }

    /// <summary>Charges; what an earlier attempt may have charged already is asked for first.</summary>
    private async Task<GatewayAnswer> ChargeAsync(AuthorizePayment command, PaymentRow? found, CancellationToken cancellationToken)
    {
        if (found is not null)
        {
            var known = await gateway.AskAsync(command.OrderId, cancellationToken);
            if (known.Outcome != GatewayOutcome.NotFound)
                return known;
        }
        return await gateway.ChargeAsync(command.OrderId, command.Amount, command.Currency, cancellationToken);
    }
}
