using Workflow.Contracts;

namespace Workflow.CheckParticipant.Participants;

internal sealed class StockScript(CheckOptions options) : Script(options)
{
    public override (string Done, string Refused, string Undone) Answers => ("stock-reserved.v1", "stock-rejected.v1", "stock-released.v1");

    public override string? NoRefusal => null;

    public override OrderMessage Act(Guid order, int attempt = 1) => Reserve(order, attempt, Options.Sku);

    public override OrderMessage ActRefused(Guid order, int attempt = 1) => Reserve(order, attempt, Options.Refuse ?? "check-participant-unknown");

    public override OrderMessage Undo(Guid order, int attempt = 1) => new ReleaseStock
    {
        OrderId = order,
        MessageId = Guid.CreateVersion7(),
        TraceId = TraceOf(order),
        BusinessType = BusinessTypes.Normal,
        Attempt = attempt,
    };

    public override OrderMessage? Finish(Guid order) => new CommitStock
    {
        OrderId = order,
        MessageId = Guid.CreateVersion7(),
        TraceId = TraceOf(order),
        BusinessType = BusinessTypes.Normal,
    };

    private static ReserveStock Reserve(Guid order, int attempt, string sku) => new()
    {
        OrderId = order,
        MessageId = Guid.CreateVersion7(),
        TraceId = TraceOf(order),
        BusinessType = BusinessTypes.Normal,
        Attempt = attempt,
        Items = [new ItemQuantity(sku, 1)],
    };
}
