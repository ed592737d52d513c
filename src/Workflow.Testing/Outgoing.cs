using MassTransit;
using Workflow.Contracts;

namespace Workflow.Testing;

/// <summary>Records what the saga sends and publishes, and that each envelope has its message's id.</summary>
internal sealed class Outgoing : ISendObserver, IPublishObserver
{
    private readonly Lock _lock = new();
    private readonly List<SentMessage> _sent = [];
    private readonly List<OrderMessage> _published = [];

    public IReadOnlyList<SentMessage> Sent
    {
        get { lock (_lock) return [.. _sent]; }
    }

    public IReadOnlyList<OrderMessage> Published
    {
        get { lock (_lock) return [.. _published]; }
    }

    public Task PreSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context)
        where T : class
    {
        if (context.Message is OrderMessage message && !context.Headers.TryGetHeader(Deliveries.Header, out _))
            lock (_lock) _sent.Add(new(context.DestinationAddress!.AbsolutePath.Trim('/'), Same(message, context)));
        return Task.CompletedTask;
    }

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class
    {
        if (context.Message is OrderMessage message)
            lock (_lock) _published.Add(Same(message, context));
        return Task.CompletedTask;
    }

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    private static OrderMessage Same(OrderMessage message, SendContext envelope) =>
        message.MessageId == envelope.MessageId
            ? message
            : throw new InvalidOperationException($"{message.GetType().Name} left under another message id.");
}
