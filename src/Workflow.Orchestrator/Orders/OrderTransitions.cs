using MassTransit;
using MassTransit.SagaStateMachine;

namespace Workflow.Orchestrator.Orders;

/// <summary>
/// Collects which message leads from which state to which. MassTransit's own graph has one vertex for an event whatever the
/// state, so that it shows ways that only exist from another state.
/// </summary>
internal sealed class OrderTransitions : StateMachineVisitor
{
    private string _state = "";
    private string _message = "";

    /// <summary>Each way once, in the order of the table.</summary>
    internal List<(string From, string Message, string To)> Ways { get; } = [];

    /// <summary>The messages that a state does something with; those that it ignores are not among them.</summary>
    internal HashSet<(string State, string Message)> Handled { get; } = [];

    public void Visit(State state, Action<State> next)
    {
        _state = state.Name;
        next(state);
    }

    public void Visit(Event @event, Action<Event> next)
    {
        Note(@event);
        next(@event);
    }

    public void Visit<TMessage>(Event<TMessage> @event, Action<Event<TMessage>> next)
        where TMessage : class
    {
        Note(@event);
        next(@event);
    }

    public void Visit(IStateMachineActivity activity) => Note(activity);

    public void Visit(IStateMachineActivity activity, Action<IStateMachineActivity> next)
    {
        Note(activity);
        next(activity);
    }

    public void Visit<T>(IBehavior<T> behavior)
        where T : class, SagaStateMachineInstance
    {
        // A behaviour's activities are visited one by one.
    }

    public void Visit<T>(IBehavior<T> behavior, Action<IBehavior<T>> next)
        where T : class, SagaStateMachineInstance => next(behavior);

    public void Visit<T, TMessage>(IBehavior<T, TMessage> behavior)
        where T : class, SagaStateMachineInstance
        where TMessage : class
    {
        // As above.
    }

    public void Visit<T, TMessage>(IBehavior<T, TMessage> behavior, Action<IBehavior<T, TMessage>> next)
        where T : class, SagaStateMachineInstance
        where TMessage : class => next(behavior);

    private void Note(Event @event)
    {
        _message = @event.Name;
        Handled.Add((_state, _message));
    }

    private void Note(IStateMachineActivity activity)
    {
        if (activity is TransitionActivity<OrderState> transition && !Ways.Contains((_state, _message, transition.ToState.Name)))
            Ways.Add((_state, _message, transition.ToState.Name));
    }
}
