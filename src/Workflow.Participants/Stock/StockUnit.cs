using Workflow.Contracts;
using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Stock;

/// <summary>What a unit wants of the stock.</summary>
internal enum StockWork
{
    Reserve,
    Release,
    Commit,
    Receive,

    /// <summary>Answers a simulated failure and does nothing else.</summary>
    Fail,
}

/// <summary>One command to the stock, or one receipt of goods.</summary>
internal sealed class StockUnit : LaneUnit
{
    /// <summary>Pinned name of the consumer in the inbox.</summary>
    public const string ConsumerName = "stock";

    private StockUnit(Guid orderId, StockWork work)
        : base(orderId) => Work = work;

    public StockWork Work { get; }

    /// <summary>The command; null for a receipt.</summary>
    public OrderMessage? Command { get; private init; }

    public int Attempt { get; private init; }

    public IReadOnlyList<ItemQuantity> Items { get; private init; } = [];

    public string? ReceiptId { get; private init; }

    /// <summary>After the commit: whether the receipt changed the stock.</summary>
    public bool IsApplied { get; set; }

    public static StockUnit Reserve(ReserveStock command, bool fails) =>
        fails ? Of(command, StockWork.Fail, command.Attempt) : Of(command, StockWork.Reserve, command.Attempt, command.Items);

    public static StockUnit Release(ReleaseStock command) => Of(command, StockWork.Release, command.Attempt);

    public static StockUnit Commit(CommitStock command) => Of(command, StockWork.Commit, attempt: 1);

    // A receipt belongs to no order; stock has one lane, so the empty id chooses none.
    public static StockUnit Receive(string receiptId, IReadOnlyList<ItemQuantity> items) =>
        new(Guid.Empty, StockWork.Receive) { ReceiptId = receiptId, Items = items };

    private static StockUnit Of(OrderMessage command, StockWork work, int attempt, IReadOnlyList<ItemQuantity>? items = null) =>
        new(command.OrderId, work)
        {
            MessageId = command.MessageId,
            Consumer = ConsumerName,
            Command = command,
            Attempt = attempt,
            Items = items ?? [],
        };
}
