namespace Workflow.Messaging.RabbitMq;

/// <summary>
/// A way into a queue for senders outside: an exchange, a routing key and the queue behind them. Register it as a
/// singleton; the host declares it on the broker at every connection. Without a broker it means nothing.
/// </summary>
/// <param name="Exchange">Pinned name; durable.</param>
/// <param name="ExchangeType"><c>direct</c>, <c>topic</c> or <c>fanout</c>.</param>
/// <param name="RoutingKey">What the queue takes; empty for fanout.</param>
/// <param name="Queue">Pinned name of a queue that this host consumes.</param>
public sealed record BrokerBinding(string Exchange, string ExchangeType, string RoutingKey, string Queue);
