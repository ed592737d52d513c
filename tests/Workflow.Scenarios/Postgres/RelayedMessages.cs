using System.Collections.Concurrent;
using MassTransit;
using MassTransit.Serialization;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Transport;
using Workflow.Orchestrator.Orders;
using Workflow.Testing;

namespace Workflow.Scenarios.Postgres;

/// <summary>
/// Records, order by order, what the relay sends, as a receiver would read it: events on their way over the bus, and what is
/// handed straight to the consumers of a queue.
/// </summary>
internal sealed class RelayedMessages : ISendObserver, IReceiveObserver
{
    private readonly ConcurrentDictionary<Guid, ConcurrentQueue<SentMessage>> _messages = new();

    /// <summary>Commands to participants, in order.</summary>
    public IReadOnlyList<SentMessage> Commands(Guid orderId) => [.. Of(orderId).Where(sent => IsParticipant(sent.Queue))];

    /// <summary>Events, in order.</summary>
    public IReadOnlyList<OrderMessage> Events(Guid orderId) =>
        [.. Of(orderId).Where(sent => !IsParticipant(sent.Queue) && sent.Queue != OrderQueues.Saga).Select(sent => sent.Message)];

    /// <summary>What the saga was sent: its own timers, and messages that had come too early.</summary>
    public IReadOnlyList<OrderMessage> ToSaga(Guid orderId) =>
        [.. Of(orderId).Where(sent => sent.Queue == OrderQueues.Saga).Select(sent => sent.Message)];

    public Task PreSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context)
        where T : class
    {
        // The relay hands bodies over as they were stored; what the scenario sends itself has its own type.
        if (context.Message is SerializedMessageBody)
            Record(context.DestinationAddress!, context.Headers, (context.MessageId, context.Serializer.GetMessageBody(context)));
        return Task.CompletedTask;
    }

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    public Task PreReceive(ReceiveContext context)
    {
        if (context is LocalReceiveContext)
            Record(context.InputAddress, context.TransportHeaders, (context.GetMessageId(), context.Body));
        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;

    private void Record(Uri address, Headers headers, (Guid? Id, MessageBody Body) sent)
    {
        var name = headers.Get<string>(ContractSerializer.TypeHeader)!;
        var message = MessageBodies.Deserialize(name, sent.Body.GetBytes());
        if (message.MessageId != sent.Id)
            throw new InvalidOperationException($"{name} left under another message id.");
        Of(message.OrderId).Enqueue(new(address.AbsolutePath.Trim('/'), message));
    }

    private ConcurrentQueue<SentMessage> Of(Guid orderId) => _messages.GetOrAdd(orderId, _ => new());

    private static bool IsParticipant(string queue) =>
        queue is OrderQueues.Stock or OrderQueues.Payment or OrderQueues.Shipment;
}
