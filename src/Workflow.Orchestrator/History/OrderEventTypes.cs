namespace Workflow.Orchestrator.History;

/// <summary>Pinned names of what can happen to an order.</summary>
public static class OrderEventTypes
{
}
