using Workflow.Contracts;
using Workflow.Messaging;

namespace Workflow.Integration.Participants;

/// <summary>Commands as the saga sends them; each has a message id of its own.</summary>
internal static class Commands
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    public static Guid NewOrder() => MessageIds.New(TimeProvider.System.GetUtcNow());

    public static ItemQuantity[] Lines(params (string Sku, int Quantity)[] lines) =>
        [.. lines.Select(line => new ItemQuantity(line.Sku, line.Quantity))];

    public static ReserveStock Reserve(Guid order, params (string Sku, int Quantity)[] lines) => new()
    {
        OrderId = order,
        MessageId = NewOrder(),
        TraceId = Trace,
        BusinessType = BusinessTypes.Seckill,
        Attempt = 1,
        Items = Lines(lines),
    };

    public static ReleaseStock Release(Guid order) => new()
    {
        OrderId = order,
        MessageId = NewOrder(),
        TraceId = Trace,
        BusinessType = BusinessTypes.Seckill,
        Attempt = 1,
    };

    public static CommitStock Commit(Guid order) => new()
    {
        OrderId = order,
        MessageId = NewOrder(),
        TraceId = Trace,
        BusinessType = BusinessTypes.Seckill,
    };

    public static AuthorizePayment Authorize(Guid order, decimal amount = 12.50m, int attempt = 1) => new()
    {
        OrderId = order,
        MessageId = NewOrder(),
        TraceId = Trace,
        BusinessType = BusinessTypes.Seckill,
        Attempt = attempt,
        Amount = amount,
        Currency = "GBP",
    };

    public static RefundPayment Refund(Guid order, int attempt = 1) => new()
    {
        OrderId = order,
        MessageId = NewOrder(),
        TraceId = Trace,
        BusinessType = BusinessTypes.Seckill,
        Attempt = attempt,
    };

    public static PaymentCallback Callback(Guid order, string status) => new()
    {
        OrderId = order,
        MessageId = NewOrder(),
        TraceId = Trace,
        BusinessType = BusinessTypes.Seckill,
        PayStatus = status,
    };

    public static ArrangeShipment Arrange(Guid order, string? country = "France") => new()
    {
        OrderId = order,
        MessageId = NewOrder(),
        TraceId = Trace,
        BusinessType = BusinessTypes.Seckill,
        Attempt = 1,
        Country = country,
        Items = Lines(("A", 1)),
    };

    public static CancelShipment Cancel(Guid order) => new()
    {
        OrderId = order,
        MessageId = NewOrder(),
        TraceId = Trace,
        BusinessType = BusinessTypes.Seckill,
        Attempt = 1,
    };

    /// <summary>The same command as the saga sends it again: under a new message id.</summary>
    public static T Again<T>(this T command)
        where T : OrderMessage => command with { MessageId = NewOrder() };
}
