namespace Workflow.Messaging.Relay;

/// <summary>This process, as the rows it works on name their owner.</summary>
/// <param name="Id">New with each start.</param>
/// <param name="Name">Host name and process id, for people.</param>
public sealed record WorkflowInstance(Guid Id, string Name)
{
    /// <summary>The instance of the running process.</summary>
    public static WorkflowInstance New() =>
        new(Guid.CreateVersion7(), $"{Environment.MachineName}:{Environment.ProcessId}");
}
