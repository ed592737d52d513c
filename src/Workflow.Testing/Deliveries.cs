using System.Collections.Concurrent;
using MassTransit;
using Workflow.Contracts;
using Workflow.Orchestrator.Orders;

namespace Workflow.Testing;

/// <summary>
/// Sends messages to the saga and knows when each delivery is over. A delivery has an id of its own, because one
/// message may be delivered several times.
/// </summary>
internal sealed class Deliveries : IReceiveObserver
{
    // MassTransit copies headers of a consumed message to those it causes, except its own.
    public const string Header = "MT-Scenario-Delivery";

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _running = new();

    public async Task Deliver(IBus bus, OrderMessage message)
    {
        var id = Guid.NewGuid().ToString("N");
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[id] = over;
        var saga = await bus.GetSendEndpoint(OrderQueues.SagaAddress);
        await saga.Send(message, message.GetType(), MassTransit.Pipe.Execute<SendContext>(context =>
        {
            context.MessageId = message.MessageId;
            context.Headers.Set(Header, id);
        }));
        await over.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context)
    {
        if (Find(context) is { } over) over.TrySetResult();
        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Fail(context.ReceiveContext, exception);

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Fail(context, exception);

    private Task Fail(ReceiveContext context, Exception exception)
    {
        if (Find(context) is { } over) over.TrySetException(exception);
        return Task.CompletedTask;
    }

    private TaskCompletionSource? Find(ReceiveContext context) =>
        context.TransportHeaders.TryGetHeader(Header, out var id) ? _running.GetValueOrDefault((string)id!) : null;
}
