namespace Workflow.Messaging.RabbitMq;

/// <summary>The broker did not take a message: no queue for it, or a queue that is full. It is tried again later.</summary>
/// <param name="message">What the broker said.</param>
public sealed class UndeliverableException(string message) : Exception(message);
