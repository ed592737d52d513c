using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;
using Workflow.Testing;

namespace Workflow.Scenarios.Worlds;

/// <summary>The harness that integrators get, <see cref="OrderHarness"/>: what it says of the saga is what these scenarios say.</summary>
public sealed class InMemoryWorld : IOrderWorld
{
    private OrderHarness _order = null!;

    public DateTimeOffset Now => _order.Now;

    public OrderState? State => _order.State;

    public IReadOnlyList<OrderEvent> History => _order.History;

    public IReadOnlyList<SentMessage> Sent => _order.Sent;

    public IReadOnlyList<OrderMessage> Published => _order.Published;

    public IReadOnlyList<OrderMessage> Scheduled => _order.Scheduled;

    public async Task Start(Guid orderId, OrderOptions options) => _order = await OrderHarness.StartAsync(options, orderId);

    public Task<bool> Deliver(OrderMessage message) => _order.Deliver(message);

    public Task Advance(TimeSpan span) => _order.Advance(span);

    public ValueTask DisposeAsync() => _order.DisposeAsync();
}
