using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Mime;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Transports;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Telemetry;

namespace Workflow.Messaging.Transport;

/// <summary>A message of this process's own outbox in the hands of its consumer: the object itself, when memory still has it.</summary>
internal sealed class LocalReceiveContext(ReceiveEndpointContext endpoint, OutboxRow row, string? traceParent)
    : ScopePipeContext(endpoint), ReceiveContext
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private MessageBody? _body;
    private Headers? _headers;
    private List<Task>? _tasks;

    public TimeSpan ElapsedTime => Stopwatch.GetElapsedTime(_started);

    public Uri InputAddress => endpoint.InputAddress;

    public ContentType ContentType => ContractSerializer.JsonContentType;

    public bool Redelivered => row.Attempts > 0;

    public Headers TransportHeaders => _headers ??= new JsonTransportHeaders(new RowHeaders(row, traceParent));

    public Task ReceiveCompleted => _tasks is null ? Task.CompletedTask : Task.WhenAll(_tasks);

    public bool IsDelivered { get; private set; }

    public bool IsFaulted { get; private set; }

    public ISendEndpointProvider SendEndpointProvider => endpoint.SendEndpointProvider;

    public IPublishEndpointProvider PublishEndpointProvider => endpoint.PublishEndpointProvider;

    public bool PublishFaults => endpoint.PublishFaults;

    public MessageBody Body => _body ??= new BytesMessageBody(row.Body);

    /// <summary>The message, or null when only its stored form is known.</summary>
    internal OrderMessage? Message => row.Message;

    internal Guid MessageId => row.MessageId;

    internal Guid OrderId => row.OrderId;

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

    private sealed class RowHeaders(OutboxRow row, string? traceParent) : IHeaderProvider
    {
        private Dictionary<string, string>? _stored;

        private Dictionary<string, string> Stored => _stored ??= row.Headers is { } json ? OutboxRow.HeadersOf(json) : [];

        public IEnumerable<KeyValuePair<string, object>> GetAll()
        {
            yield return new(MessageHeaders.MessageId, row.MessageId);
            yield return new(MessageHeaders.CorrelationId, row.OrderId);
            yield return new(MessageHeaders.ConversationId, row.OrderId);
            yield return new(ContractSerializer.TypeHeader, row.MessageType);
            foreach (var (name, value) in Stored)
                yield return new(name, name == Tracing.ParentHeader ? traceParent ?? value : value);
        }

        public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value)
        {
            value = key switch
            {
                MessageHeaders.MessageId => row.MessageId,
                MessageHeaders.CorrelationId or MessageHeaders.ConversationId => row.OrderId,
                ContractSerializer.TypeHeader => row.MessageType,
                Tracing.ParentHeader when traceParent is not null => traceParent,
                _ => Stored.GetValueOrDefault(key),
            };
            return value is not null;
        }
    }
}
