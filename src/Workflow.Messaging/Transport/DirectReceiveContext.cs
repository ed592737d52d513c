using System.Diagnostics;
using System.Net.Mime;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Transports;

namespace Workflow.Messaging.Transport;

/// <summary>
/// A message in the hands of its consumer without MassTransit's transport around it. MassTransit's own context makes a timer, two
/// token sources and five lazy values for each message.
/// </summary>
internal abstract class DirectReceiveContext(ReceiveEndpointContext endpoint) : ScopePipeContext(endpoint), ReceiveContext
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private MessageBody? _body;
    private Headers? _headers;
    private List<Task>? _tasks;

    public TimeSpan ElapsedTime => Stopwatch.GetElapsedTime(_started);

    public Uri InputAddress => endpoint.InputAddress;

    public ContentType ContentType => ContractSerializer.JsonContentType;

    public abstract bool Redelivered { get; }

    public Headers TransportHeaders => _headers ??= new JsonTransportHeaders(HeaderProvider);

    public Task ReceiveCompleted => _tasks is null ? Task.CompletedTask : Task.WhenAll(_tasks);

    public bool IsDelivered { get; private set; }

    public bool IsFaulted { get; private set; }

    public ISendEndpointProvider SendEndpointProvider => endpoint.SendEndpointProvider;

    public IPublishEndpointProvider PublishEndpointProvider => endpoint.PublishEndpointProvider;

    public bool PublishFaults => endpoint.PublishFaults;

    public MessageBody Body => _body ??= new BytesMessageBody(Json);

    internal abstract Guid MessageId { get; }

    internal abstract Guid OrderId { get; }

    /// <summary>The message as JSON, or as it was stored when it is no message.</summary>
    protected abstract byte[] Json { get; }

    protected abstract IHeaderProvider HeaderProvider { get; }

    public Task NotifyConsumed<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class
    {
        IsDelivered = true;
        return endpoint.ReceiveObservers.PostConsume(context, duration, consumerType);
    }

    public Task NotifyFaulted<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class
    {
        IsFaulted = true;
        return endpoint.ReceiveObservers.ConsumeFault(context, duration, consumerType, exception);
    }

    public Task NotifyFaulted(Exception exception)
    {
        IsFaulted = true;
        return endpoint.ReceiveObservers.ReceiveFault(this, exception);
    }

    public void AddReceiveTask(Task task) => (_tasks ??= []).Add(task);
}
