using MassTransit;
using Workflow.Contracts;
using Workflow.Integration.Messaging.Cast;

namespace Workflow.Integration.Messaging.Sagas;

/// <summary>An activity that knows nothing of its saga's context and sends through what the container gives it.</summary>
public sealed class SpeakThroughInjection(IPublishEndpoint events, ISendEndpointProvider sends) : IStateMachineActivity<Counter, PaymentAuthorized>
{
    public async Task Execute(BehaviorContext<Counter, PaymentAuthorized> context, IBehavior<Counter, PaymentAuthorized> next)
    {
        var endpoint = await sends.GetSendEndpoint(CounterMachine.LetterQueue);
        await endpoint.Send(Letters.Numbered(context.Saga.CorrelationId, context.Saga.Count));
        await events.Publish(Letters.Event(context.Saga.CorrelationId, "injected"));
        await next.Execute(context);
    }

    public Task Faulted<TException>(
        BehaviorExceptionContext<Counter, PaymentAuthorized, TException> context, IBehavior<Counter, PaymentAuthorized> next)
        where TException : Exception => next.Faulted(context);

    public void Probe(ProbeContext context) => context.CreateScope("speak");

    public void Accept(StateMachineVisitor visitor) => visitor.Visit(this);
}
