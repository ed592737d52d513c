using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Shipment;

/// <summary>Decides and writes a batch: inserts first decisions, locks the rows, decides unit by unit, updates what changed.</summary>
internal sealed class ShipmentWriter(TimeProvider time) : ILaneWriter<ShipmentUnit>
{
    public async Task WriteAsync(LaneCommit<ShipmentUnit> commit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var batch = new BatchRows<ShipmentRow>(commit.Units.Count);
        ShipmentTable.AddReads(commit, batch, now);
        await commit.Sql.ExecuteAsync(cancellationToken);
        if (commit.IsLost)
            return;
        foreach (var unit in commit.Units)
            Decide(batch, unit, now);
        ShipmentTable.AddWrites(commit.Sql, batch, now);
    }

    private static void Decide(BatchRows<ShipmentRow> batch, ShipmentUnit unit, DateTimeOffset now)
    {
        // A try may be a repeat: what an earlier one left on the unit was never committed.
        unit.Outgoing.Clear();
        if (unit.Work == ShipmentWork.Fail)
        {
            unit.Answer(ShipmentAnswers.SimulatedFailure(unit, now));
            return;
        }
        var found = batch.Find(unit.OrderId);
        var (row, reply) = unit.Work == ShipmentWork.Arrange
            ? ShipmentDecisions.Arrange(found, unit.Planned!)
            : ShipmentDecisions.Cancel(found);
        batch.Set(unit.OrderId, row);
        if (ShipmentAnswers.For(unit, (row, reply), now) is { } answer)
            unit.Answer(answer);
    }
}
