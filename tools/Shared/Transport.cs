namespace Workflow.Tools;

/// <summary>What carries the messages of the hosts that a tool starts.</summary>
internal enum Transport
{
    /// <summary>The memory of each host.</summary>
    Embedded,

    /// <summary>A private node or cluster, see <see cref="RabbitMqNode"/>.</summary>
    RabbitMq,
}
