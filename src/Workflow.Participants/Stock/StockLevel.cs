namespace Workflow.Participants.Stock;

/// <summary>One SKU in a batch: what is on hand, and by how much the batch changes each column so far.</summary>
internal sealed class StockLevel(string sku, long onHand, bool isStored)
{
    private long _taken;

    public string Sku => sku;

    /// <summary>False for a SKU that the batch's own receipt brings for the first time.</summary>
    public bool IsStored => isStored;

    public long OnHand => onHand + OnHandDelta;

    public long ReceivedDelta { get; private set; }

    public long OnHandDelta => ReceivedDelta - _taken;

    public long ReservedDelta { get; private set; }

    public long SoldDelta { get; private set; }

    public bool IsChanged => ReceivedDelta != 0 || OnHandDelta != 0 || ReservedDelta != 0 || SoldDelta != 0;

    public void Receive(long quantity) => ReceivedDelta += quantity;

    /// <summary>Moves pieces from the shelf to reservations; back with a negative quantity.</summary>
    public void Reserve(long quantity)
    {
        _taken += quantity;
        ReservedDelta += quantity;
    }

    public void Sell(long quantity)
    {
        ReservedDelta -= quantity;
        SoldDelta += quantity;
    }
}
