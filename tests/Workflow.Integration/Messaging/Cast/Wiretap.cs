using System.Collections.Concurrent;
using System.Globalization;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>What one instance takes from a queue, as the transport brought it, before anybody has read it.</summary>
internal sealed class Wiretap : IReceiveObserver, IDisposable
{
    private readonly ConcurrentQueue<TakenMessage> _taken = new();
    private readonly string _queue;
    private readonly ConnectHandle _handle;

    private Wiretap(IReceiveObserverConnector bus, string queue)
    {
        _queue = queue;
        _handle = bus.ConnectReceiveObserver(this);
    }

    internal IReadOnlyList<TakenMessage> Taken => [.. _taken];

    internal static Wiretap On(Instance instance, string queue) => new(instance.Services.GetRequiredService<IBus>(), queue);

    public Task PreReceive(ReceiveContext context)
    {
        if (context.InputAddress.Segments[^1] == _queue)
        {
            var headers = context.TransportHeaders.GetAll().ToDictionary(
                header => header.Key, header => Convert.ToString(header.Value, CultureInfo.InvariantCulture) ?? "");
            _taken.Enqueue(new TakenMessage(context.GetMessageId(), headers, context.Body.GetBytes()));
        }
        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;

    public void Dispose() => _handle.Disconnect();
}

internal sealed record TakenMessage(Guid? MessageId, IReadOnlyDictionary<string, string> Headers, byte[] Body);
