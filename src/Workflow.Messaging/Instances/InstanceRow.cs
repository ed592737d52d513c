namespace Workflow.Messaging.Instances;

/// <summary>A running host; the outbox rows of one whose heartbeat stopped are for the sweep.</summary>
internal sealed class InstanceRow
{
    /// <summary>New at each start of a host.</summary>
    public Guid InstanceId { get; init; }

    /// <summary>For people: machine and process.</summary>
    public string Name { get; init; } = "";

    /// <summary>When it started, UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last said that it lives, UTC.</summary>
    public DateTimeOffset HeartbeatAt { get; set; }
}
