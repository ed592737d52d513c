namespace Workflow.Messaging.RabbitMq;

/// <summary>
/// A queue at the broker that this process sends to and somebody else consumes; declared with every connection, so that
/// messages wait in it also before its consumer has ever started.
/// </summary>
/// <param name="Name">Name of the queue.</param>
public sealed record BrokerQueue(string Name);
