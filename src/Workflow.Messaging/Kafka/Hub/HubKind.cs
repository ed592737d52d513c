namespace Workflow.Messaging.Kafka.Hub;

/// <summary>What a row of the hub becomes; the numbers are stored.</summary>
public enum HubKind : short
{
    /// <summary>An event, for <see cref="KafkaOptions.EventsTopic"/>.</summary>
    Event = 0,

    /// <summary>The state of an order after a step, for <see cref="KafkaOptions.StateTopic"/>.</summary>
    State = 1,

    /// <summary>A record that is no order, for <see cref="KafkaOptions.DeadTopic"/>.</summary>
    Dead = 2,
}
