using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Payment;

/// <summary>Decides and writes a batch: inserts intents, locks the rows, decides unit by unit, updates what changed.</summary>
internal sealed class PaymentWriter(TimeProvider time) : ILaneWriter<PaymentUnit>
{
    public async Task WriteAsync(LaneCommit<PaymentUnit> commit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var batch = new BatchRows<PaymentRow>();
        PaymentTable.AddReads(commit, batch, now);
        await commit.Sql.ExecuteAsync(cancellationToken);
        if (commit.IsLost)
            return;
        foreach (var unit in commit.Units)
            Decide(commit, batch, unit);
        if (!commit.IsLost)
            PaymentTable.AddWrites(commit.Sql, batch, now);
    }

    private void Decide(LaneCommit<PaymentUnit> commit, BatchRows<PaymentRow> batch, PaymentUnit unit)
    {
        // A try may be a repeat: what an earlier one left on the unit was never committed.
        unit.Outgoing.Clear();
        unit.Found = batch.Find(unit.OrderId);
        switch (unit.Work)
        {
            case PaymentWork.PlanCharge:
                batch.Set(unit.OrderId, PaymentDecisions.PlanCharge(unit.Found, unit.Planned!));
                break;
            case PaymentWork.PlanRefund:
                batch.Set(unit.OrderId, PaymentDecisions.PlanRefund(unit.Found));
                break;
            case PaymentWork.Fail:
                unit.Answer(PaymentAnswers.SimulatedFailure(unit, time.GetUtcNow()));
                break;
            default:
                Record(commit, batch, unit);
                break;
        }
    }

    private void Record(LaneCommit<PaymentUnit> commit, BatchRows<PaymentRow> batch, PaymentUnit unit)
    {
        if (unit.Found is not { } row)
        {
            commit.Exclude(unit, new InvalidOperationException($"The payment of order {unit.OrderId} has no row to record an outcome in."));
            return;
        }
        var decision = unit.Work == PaymentWork.RecordCharge
            ? PaymentDecisions.RecordCharge(row, unit.GatewayAnswer)
            : PaymentDecisions.RecordRefund(row, unit.GatewayAnswer);
        batch.Set(unit.OrderId, decision.Row);
        if (PaymentAnswers.For(unit, decision, time.GetUtcNow()) is { } answer)
            unit.Answer(answer);
    }
}
