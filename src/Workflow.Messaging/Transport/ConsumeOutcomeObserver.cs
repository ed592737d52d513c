using MassTransit;
using Microsoft.Extensions.Logging;
using Workflow.Messaging.Faults;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Relay;

namespace Workflow.Messaging.Transport;

/// <summary>
/// Tells the outbox how a message ended. A consumer that works through a lane has its row removed by its own commit; this
/// observer covers the others, and, in memory, brings failed and skipped messages back or to the dead letters. With a
/// broker that must happen before the acknowledgement: see <see cref="FailedMessages"/>.
/// </summary>
internal sealed class ConsumeOutcomeObserver(OutboxWindow window, ILogger<ConsumeOutcomeObserver> logger) : IReceiveObserver
{
    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context)
    {
        if (!window.IsBroker && !context.IsDelivered && !context.IsFaulted && context.GetMessageId() is { } id)
            window.Fail(id, new UnreadableMessageException($"No consumer on {context.InputAddress} takes this message type."));
        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class
    {
        Consumed(context.MessageId);
        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class
    {
        Fail(context.ReceiveContext, typeof(T).Name, exception);
        return Task.CompletedTask;
    }

    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        Fail(context, null, exception);
        return Task.CompletedTask;
    }

    /// <summary>The message has been consumed.</summary>
    internal void Consumed(Guid? messageId)
    {
        FaultPoints.Visit(FaultPoints.EffectBeforeAck);
        if (messageId is { } id)
            window.Settle(id);
    }

    private void Fail(ReceiveContext context, string? messageType, Exception exception)
    {
        if (window.IsBroker)
            return;
        var messageId = context.GetMessageId();
        RelayLog.ConsumeFailed(
            logger, messageId, messageType, context.GetCorrelationId(), MessageBodies.TraceIdOf(context.Body.GetBytes()), exception.Message);
        if (messageId is { } id)
            window.Fail(id, exception);
    }
}
