using MassTransit;
using Microsoft.Extensions.Logging;
using Workflow.Messaging;
using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Shipment;

/// <summary>The lane of the shipments.</summary>
internal sealed class ShipmentLane(MessageStore store, ILogger<ShipmentLane> logger) : IAsyncDisposable
{
    private readonly Lane<ShipmentUnit> _lane = new(ShipmentUnit.ConsumerName, new ShipmentWriter(store.Time), store, logger);

    public LaneMetrics Metrics => _lane.Metrics;

    /// <inheritdoc cref="Lane{TUnit}.RunLastAsync"/>
    public Task RunLastAsync(ShipmentUnit unit, ConsumeContext message) => _lane.RunLastAsync(unit, message);

    public ValueTask DisposeAsync() => _lane.DisposeAsync();
}
