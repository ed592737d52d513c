using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workflow.Messaging;
using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Payment;

/// <summary>The lane of the payments; it holds only what happens in the database, never a call to the gateway.</summary>
internal sealed class PaymentLane(MessageStore store, IOptions<PaymentOptions> options, ILogger<PaymentLane> logger) : IAsyncDisposable
{
    private readonly Lane<PaymentUnit> _lane = new(PaymentUnit.ConsumerName, new PaymentWriter(store.Time, options.Value), store, logger);

    public LaneMetrics Metrics => _lane.Metrics;

    public Task RunAsync(PaymentUnit unit, TimeSpan? deadline = null) => _lane.RunAsync(unit, deadline);

    /// <inheritdoc cref="Lane{TUnit}.RunLastAsync"/>
    public Task RunLastAsync(PaymentUnit unit, ConsumeContext message) => _lane.RunLastAsync(unit, message);

    public ValueTask DisposeAsync() => _lane.DisposeAsync();
}
