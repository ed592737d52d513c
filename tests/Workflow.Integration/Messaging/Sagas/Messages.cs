using Workflow.Contracts;

namespace Workflow.Integration.Messaging.Sagas;

/// <summary>Messages to a counter.</summary>
internal static class Messages
{
    internal static CancelShipment Count(Guid id) => new()
    {
        OrderId = id,
        MessageId = Guid.CreateVersion7(),
        TraceId = "trace",
        BusinessType = BusinessTypes.Normal,
        Attempt = 1,
    };

    internal static RefundPayment Speak(Guid id, bool thenFail = false) => new()
    {
        OrderId = id,
        MessageId = Guid.CreateVersion7(),
        TraceId = "trace",
        BusinessType = BusinessTypes.Normal,
        Attempt = thenFail ? 1 : 0,
    };

    internal static CommitStock Finish(Guid id) => new()
    {
        OrderId = id,
        MessageId = Guid.CreateVersion7(),
        TraceId = "trace",
        BusinessType = BusinessTypes.Normal,
    };

    internal static StockReleased Flash(Guid id) => new()
    {
        OrderId = id,
        MessageId = Guid.CreateVersion7(),
        TraceId = "trace",
        BusinessType = BusinessTypes.Normal,
    };

    internal static ShipmentCancelled Open(Guid id) => new()
    {
        OrderId = id,
        MessageId = Guid.CreateVersion7(),
        TraceId = "trace",
        BusinessType = BusinessTypes.Normal,
    };

    internal static StockReserved Look(Guid id) => new()
    {
        OrderId = id,
        MessageId = Guid.CreateVersion7(),
        TraceId = "trace",
        BusinessType = BusinessTypes.Normal,
    };

    internal static PaymentAuthorized Inject(Guid id) => new()
    {
        OrderId = id,
        MessageId = Guid.CreateVersion7(),
        TraceId = "trace",
        BusinessType = BusinessTypes.Normal,
        PaymentReference = "reference",
        Amount = 1,
    };

    internal static ShipmentRejected Rename(Guid id) => new()
    {
        OrderId = id,
        MessageId = Guid.CreateVersion7(),
        TraceId = "trace",
        BusinessType = BusinessTypes.Normal,
        Reason = "rename",
    };

    internal static PaymentRefunded Find(Guid id) => new()
    {
        OrderId = id,
        MessageId = Guid.CreateVersion7(),
        TraceId = "trace",
        BusinessType = BusinessTypes.Normal,
        Amount = 1,
    };

    internal static ReleaseStock Wait(Guid id) => new()
    {
        OrderId = id,
        MessageId = Guid.CreateVersion7(),
        TraceId = "trace",
        BusinessType = BusinessTypes.Normal,
        Attempt = 1,
    };
}
