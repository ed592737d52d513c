using MassTransit;
using Workflow.Orchestrator.Orders;

namespace Workflow.Scenarios.Orders;

public sealed class The_state_machine
{
    private static readonly OrderStateMachine Machine =
        new(Microsoft.Extensions.Options.Options.Create(new OrderOptions()), TimeProvider.System, new Random(1));

    [Fact]
    public void Should_have_this_graph()
    {
        var transitions = new OrderTransitions();
        Machine.Accept(transitions);
        Assert.Equal(Graph.ReplaceLineEndings("\n"), string.Join('\n', transitions.Ways.Select(way => $"{way.From} --{way.Message}--> {way.To}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Should_handle_or_ignore_every_event_in_every_state()
    {
        var transitions = new OrderTransitions();
        Machine.Accept(transitions);
        var events = ((StateMachine)Machine).Events.ToList();
        Assert.Equal(Situations.Messages.Order(), events.Select(known => known.Name).Order());
        foreach (var state in Machine.States.Where(state => state != Machine.Initial && state != Machine.Final))
            Assert.All(events, known => Assert.NotEqual(
                transitions.Handled.Contains((state.Name, known.Name)),
                Machine.Ignored.ContainsKey((state.Name, known.Name))));
    }

    // An order's activity sets the state itself: what is bound to such an event would never run.
    [Fact]
    public void Should_bind_nothing_to_leaving_or_entering_a_state()
    {
        var transitions = new OrderTransitions();
        Machine.Accept(transitions);
        var known = ((StateMachine)Machine).Events.Select(bound => bound.Name).ToHashSet();
        Assert.All(transitions.Handled, handled => Assert.Contains(handled.Message, known));
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
