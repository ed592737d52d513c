using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Intake;
using Workflow.Orchestrator.Orders;

namespace Workflow.Integration.Verify;

/// <summary>One order and what happened to it; its saga is what its history says.</summary>
internal sealed class Story
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly List<OrderEvent> _events = [];

    public Story(Guid orderId) => OrderId = orderId;

    public Guid OrderId { get; }

    public IReadOnlyList<OrderEvent> Events => _events;

    public AcceptedOrder Order => new()
    {
        OrderId = OrderId,
        IdempotencyKey = OrderId.ToString(),
        RequestHash = [1, 2, 3],
        Currency = "EUR",
        BusinessType = BusinessTypes.Normal,
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        Total = Stories.Total,
        AcceptedAt = Start,
        Lines = [new("apple", 2, 2.5m), new("apple", 1, 2m), new("pear", 3, 1m)],
    };

    public OrderState Saga
    {
        get
        {
            var snapshot = OrderHistory.Replay(_events);
            var saga = new OrderState { CorrelationId = OrderId, Version = _events.Count, CurrentState = snapshot.State };
            snapshot.CopyTo(saga);
            return saga;
        }
    }

    public Story Then(string type, string state, OrderEventData? data = null)
    {
        _events.Add(new()
        {
            OrderId = OrderId,
            Sequence = _events.Count + 1,
            Type = type,
            State = state,
            CausationId = Guid.NewGuid(),
            OccurredAt = Start.AddSeconds(_events.Count),
            Data = OrderEventData.ToJson(data),
        });
        return this;
    }

    public Story ThenSkipped(string step, string state, string? outcome = null) => Then(
        OrderEventTypes.StepSkipped, state, new() { Step = step, Operator = "ann", Reason = "by hand", Reference = "slip 1", Outcome = outcome });
}
