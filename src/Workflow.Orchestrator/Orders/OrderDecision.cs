using Workflow.Orchestrator.History;

namespace Workflow.Orchestrator.Orders;

/// <summary>What the saga makes of a message: one history event, and the state after it.</summary>
internal sealed record OrderDecision(string Type, string State, OrderEventData? Data = null);

/// <summary>Decides what <paramref name="message"/> means to <paramref name="saga"/>; null when it is stale and changes nothing.</summary>
internal delegate OrderDecision? Decide<in TMessage>(OrderState saga, TMessage message, DateTimeOffset now);
