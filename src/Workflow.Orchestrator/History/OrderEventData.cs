namespace Workflow.Orchestrator.History;

/// <summary>What changed with one event.</summary>
public sealed record OrderEventData;
