namespace Workflow.Orchestrator.Intake.Kafka;

/// <summary>How far a partition has been read, in the model.</summary>
internal sealed class IntakeOffset
{
    /// <summary>The consumer group.</summary>
    public string ConsumerGroup { get; init; } = "";

    /// <summary>The topic.</summary>
    public string Topic { get; init; } = "";

    /// <summary>The partition.</summary>
    public int Partition { get; init; }

    /// <summary>The first offset whose order is not stored.</summary>
    public long NextOffset { get; set; }
}
