using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Stock;

/// <summary>
/// Decides and writes a batch: locks what it concerns, decides unit by unit in memory, and writes each SKU once however
/// many orders want it, so that the best-selling item costs one row a batch and not one an order.
/// </summary>
internal sealed class StockWriter(TimeProvider time, StockOptions options) : ILaneWriter<StockUnit>
{
    public async Task WriteAsync(LaneCommit<StockUnit> commit, CancellationToken cancellationToken)
    {
        var ledger = new StockLedger(commit.Units.Count);
        StockReads.Add(commit, ledger, time.GetUtcNow());
        await commit.Sql.ExecuteAsync(cancellationToken);
        if (commit.IsLost)
            return;
        foreach (var unit in commit.Units)
            Decide(commit, ledger, unit);
        if (commit.IsLost)
            return;
        StockWrites.AddItems(commit.Sql, ledger);
        StockWrites.AddReservations(commit, ledger, time.GetUtcNow());
    }

    private void Decide(LaneCommit<StockUnit> commit, StockLedger ledger, StockUnit unit)
    {
        // A try may be a repeat: what an earlier one left on the unit was never committed.
        unit.Outgoing.Clear();
        if (unit.Work == StockWork.Receive)
        {
            unit.IsApplied = StockDecisions.Receive(ledger, unit.ReceiptId!, unit.Items);
            return;
        }
        var isFirst = ledger.Reservation(unit.OrderId) is null;
        var reply = unit.Work switch
        {
            StockWork.Reserve => StockDecisions.Reserve(ledger, unit.OrderId, unit.Items),
            StockWork.Release => StockDecisions.Release(ledger, unit.OrderId),
            StockWork.Commit => StockDecisions.Commit(ledger, unit.OrderId),
            _ => StockReply.None,
        };
        if (reply == StockReply.Impossible)
        {
            commit.Exclude(unit, new InvalidOperationException($"The goods of order {unit.OrderId} are sold; a sale cannot be released."));
            return;
        }
        if (isFirst && reply == StockReply.Reserved)
            TellShortages(ledger, unit);
        if (StockAnswers.For(unit, reply, ledger.Reservation(unit.OrderId), time.GetUtcNow()) is { } answer)
            unit.Answer(answer);
    }

    private void TellShortages(StockLedger ledger, StockUnit unit)
    {
        foreach (var level in StockShortage.Crossed(ledger, ledger.Reservation(unit.OrderId)!, options.LowLevel))
            unit.Tell(StockAnswers.Low(unit.Command!, level, options.LowLevel, time.GetUtcNow()));
    }
}
