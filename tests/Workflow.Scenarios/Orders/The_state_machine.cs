using MassTransit;
using MassTransit.SagaStateMachine;
using Workflow.Orchestrator.Orders;

namespace Workflow.Scenarios.Orders;

public sealed class The_state_machine
{
    private static readonly OrderStateMachine Machine =
        new(Microsoft.Extensions.Options.Options.Create(new OrderOptions()), TimeProvider.System, new Random(1));

    [Fact]
    public void Should_have_this_graph()
    {
        var transitions = new Transitions();
        Machine.Accept(transitions);
        Assert.Equal(Graph.ReplaceLineEndings("\n"), string.Join('\n', transitions.Lines.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Should_handle_or_ignore_every_event_in_every_state()
    {
        var transitions = new Transitions();
        Machine.Accept(transitions);
        var events = ((StateMachine)Machine).Events.ToList();
        Assert.Equal(Situations.Messages.Order(), events.Select(known => known.Name).Order());
        foreach (var state in Machine.States.Where(state => state != Machine.Initial && state != Machine.Final))
            Assert.All(events, known => Assert.NotEqual(
                transitions.Handled.Contains((state.Name, known.Name)),
                Machine.Ignored.ContainsKey((state.Name, known.Name))));
    }

    [Fact]
    public void Should_start_with_nothing_but_a_submission() =>
        Assert.Equal([nameof(Machine.SubmitOrder)], Machine.NextEvents(Machine.Initial).Select(next => next.Name));

    [Fact]
    public void Should_name_its_states_as_they_are_stored() =>
        Assert.Equal(
            typeof(OrderStates).GetFields().Select(field => (string)field.GetValue(null)!)
                .Except([OrderStates.Submitted]).Order(),
            Machine.States.Select(state => state.Name).Except(["Initial", "Final"]).Order());

    /// <summary>The exact transitions: an event is one vertex in MassTransit's own graph, which cannot tell them apart.</summary>
    private sealed class Transitions : StateMachineVisitor
    {
        private string _state = "";
        private string _event = "";

        public HashSet<string> Lines { get; } = [];

        public HashSet<(string State, string Event)> Handled { get; } = [];

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

        public void Visit(IStateMachineActivity activity) => Visit(activity, _ => { });

        public void Visit<T>(IBehavior<T> behavior)
            where T : class, SagaStateMachineInstance
        {
        }

        public void Visit<T>(IBehavior<T> behavior, Action<IBehavior<T>> next)
            where T : class, SagaStateMachineInstance => next(behavior);

        public void Visit<T, TMessage>(IBehavior<T, TMessage> behavior)
            where T : class, SagaStateMachineInstance
            where TMessage : class
        {
        }

        public void Visit<T, TMessage>(IBehavior<T, TMessage> behavior, Action<IBehavior<T, TMessage>> next)
            where T : class, SagaStateMachineInstance
            where TMessage : class => next(behavior);

        public void Visit(IStateMachineActivity activity, Action<IStateMachineActivity> next)
        {
            if (activity is TransitionActivity<OrderState> transition)
                Lines.Add($"{_state} --{_event}--> {transition.ToState.Name}");
            next(activity);
        }

        private void Note(Event @event)
        {
            _event = @event.Name;
            Handled.Add((_state, _event));
        }
    }

    private const string Graph = """
        ArrangingShipment --CancelOrder--> CancellingShipment
        ArrangingShipment --ShipmentArranged--> Completed
        ArrangingShipment --ShipmentRejected--> Refunding
        ArrangingShipment --StepFailed--> Suspended
        ArrangingShipment --StepTimedOut--> Suspended
        AuthorizingPayment --CancelOrder--> Refunding
        AuthorizingPayment --PaymentAuthorized--> ArrangingShipment
        AuthorizingPayment --PaymentDeclined--> ReleasingStock
        AuthorizingPayment --StepFailed--> Suspended
        AuthorizingPayment --StepTimedOut--> Suspended
        CancellingShipment --ShipmentCancelled--> Refunding
        CancellingShipment --StepFailed--> Suspended
        CancellingShipment --StepTimedOut--> Suspended
        Initial --SubmitOrder--> ReservingStock
        Refunding --PaymentRefunded--> ReleasingStock
        Refunding --StepFailed--> Suspended
        Refunding --StepTimedOut--> Suspended
        ReleasingStock --StepFailed--> Suspended
        ReleasingStock --StepTimedOut--> Suspended
        ReleasingStock --StockReleased--> Cancelled
        ReleasingStock --StockReleased--> Rejected
        ReservingStock --CancelOrder--> ReleasingStock
        ReservingStock --StepFailed--> Suspended
        ReservingStock --StepTimedOut--> Suspended
        ReservingStock --StockRejected--> Rejected
        ReservingStock --StockReserved--> AuthorizingPayment
        Suspended --CancelOrder--> CancellingShipment
        Suspended --CancelOrder--> Refunding
        Suspended --CancelOrder--> ReleasingStock
        Suspended --CompensateOrder--> CancellingShipment
        Suspended --CompensateOrder--> Refunding
        Suspended --CompensateOrder--> ReleasingStock
        Suspended --PaymentAuthorized--> ArrangingShipment
        Suspended --PaymentDeclined--> ReleasingStock
        Suspended --PaymentRefunded--> ReleasingStock
        Suspended --RetryStep--> ArrangingShipment
        Suspended --RetryStep--> AuthorizingPayment
        Suspended --RetryStep--> CancellingShipment
        Suspended --RetryStep--> Refunding
        Suspended --RetryStep--> ReleasingStock
        Suspended --RetryStep--> ReservingStock
        Suspended --ShipmentArranged--> Completed
        Suspended --ShipmentCancelled--> Refunding
        Suspended --ShipmentRejected--> Refunding
        Suspended --SkipStep--> ArrangingShipment
        Suspended --SkipStep--> AuthorizingPayment
        Suspended --SkipStep--> Cancelled
        Suspended --SkipStep--> Completed
        Suspended --SkipStep--> Refunding
        Suspended --SkipStep--> Rejected
        Suspended --SkipStep--> ReleasingStock
        Suspended --StockRejected--> Rejected
        Suspended --StockReleased--> Cancelled
        Suspended --StockReleased--> Rejected
        Suspended --StockReserved--> AuthorizingPayment
        """;
}
