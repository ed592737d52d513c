using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Payment;

/// <summary>Decides and writes a batch: inserts intents, locks the rows, decides unit by unit, updates what changed.</summary>
internal sealed class PaymentWriter(TimeProvider time, PaymentOptions options) : ILaneWriter<PaymentUnit>
{
    public async Task WriteAsync(LaneCommit<PaymentUnit> commit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var batch = new BatchRows<PaymentRow>(commit.Units.Count);
        var times = new PaymentTimes(now, now.AddSeconds(options.ReconcileAfterSeconds));
        PaymentTable.AddReads(commit, batch, times);
        await commit.Sql.ExecuteAsync(cancellationToken);
        if (commit.IsLost)
            return;
        foreach (var unit in commit.Units)
            Decide(commit, batch, unit);
        if (commit.IsLost)
            return;
        PaymentTable.AddWrites(commit, batch, times);
        PaymentTable.AddHaste(commit, batch, times);
    }

    private void Decide(LaneCommit<PaymentUnit> commit, BatchRows<PaymentRow> batch, PaymentUnit unit)
    {
        if (unit.Work == PaymentWork.Carry)
            return;
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
            case PaymentWork.RecordCharge or PaymentWork.RecordRefund or PaymentWork.RecordReconcile:
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
        var decision = unit.Work switch
        {
            PaymentWork.RecordCharge => PaymentDecisions.RecordCharge(row, unit.GatewayAnswer),
            PaymentWork.RecordRefund => PaymentDecisions.RecordRefund(row, unit.GatewayAnswer),
            _ => PaymentDecisions.Reconcile(row, unit.GatewayAnswer),
        };
        var now = time.GetUtcNow();
        batch.Set(unit.OrderId, decision.Row);
        if (PaymentAnswers.Happened(unit, row, decision.Row, now) is { } happened)
            unit.Tell(happened);
        if (PaymentAnswers.For(unit, decision, now) is { } answer)
            unit.Answer(answer);
    }
}
