using Microsoft.Extensions.Options;
using Workflow.Host.Admin.Looks;
using Workflow.Host.Admin.Orders;
using Workflow.Host.OperatorConsole.Parts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;

namespace Workflow.Tests.Operators;

/// <summary>The console's picture of the workflow is laid out by hand: these hold it to the state machine.</summary>
public sealed class When_the_workflow_is_drawn
{
    private static readonly StateGraph Graph = StateGraph.Of(new OrderStateMachine(Options.Create(new OrderOptions()), TimeProvider.System, new Random(1)));

    [Fact]
    public void Should_show_every_state() =>
        Assert.Equal(Graph.States.Order(StringComparer.Ordinal), StateMap.Nodes.Select(node => node.State).Order(StringComparer.Ordinal));

    [Fact]
    public void Should_show_every_way_but_those_through_the_suspension_and_no_other()
    {
        var ways = Graph.Edges.Where(edge => edge.From != OrderStates.Suspended && edge.To != OrderStates.Suspended).Select(edge => $"{edge.From} {edge.To}").Distinct();

        Assert.Equal(ways.Order(StringComparer.Ordinal), StateMap.Ways.Select(way => $"{way.From} {way.To}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Should_put_a_flow_on_its_way()
    {
        var look = new GraphLook
        {
            Counts = [],
            Flows =
            [
                new Flow(OrderEventTypes.StockReserved, OrderStates.AuthorizingPayment, 2.5), new Flow(OrderEventTypes.OrderSuspended, OrderStates.Suspended, 0.5),
                new Flow(OrderEventTypes.AttemptFailed, OrderStates.AuthorizingPayment, 1.5), new Flow(OrderEventTypes.StepRetried, OrderStates.AuthorizingPayment, 0.1),
            ],
        };

        var flowing = StateMap.Ways.Where(way => look.On(way) > 0).Select(way => (way.From, way.To, look.On(way)));
        Assert.Equal([(OrderStates.ReservingStock, OrderStates.AuthorizingPayment, 2.5)], flowing);
        Assert.Equal((1.5, 0.5, 0.1), (look.Failing(OrderStates.AuthorizingPayment), look.Suspending, look.Released));
    }

    [Fact]
    public void Should_draw_what_leads_past_the_ways()
    {
        var look = new GraphLook { Path = [OrderStates.Submitted, OrderStates.ReservingStock, OrderStates.Suspended, OrderStates.ReservingStock, OrderStates.AuthorizingPayment] };

        Assert.Equal([(OrderStates.ReservingStock, OrderStates.Suspended), (OrderStates.Suspended, OrderStates.ReservingStock)], look.Leaps.Select(leap => (leap.From.State, leap.To.State)));
        Assert.Equal(("on here", "on", "off"), (look.ClassOf(OrderStates.AuthorizingPayment), look.ClassOf(OrderStates.Suspended), look.ClassOf(OrderStates.Completed)));
    }
}
