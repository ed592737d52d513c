using Workflow.Host.Admin.Access;
using Workflow.Orchestrator.Intake;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Orders;

/// <summary>The workflow as a graph, to be drawn.</summary>
/// <param name="States">All states, Submitted first.</param>
/// <param name="Edges">Which message leads from where to where.</param>
internal sealed record StateGraph(IReadOnlyList<string> States, IReadOnlyList<StateEdge> Edges)
{
    /// <summary>As the state machine has it.</summary>
    internal static StateGraph Of(OrderStateMachine machine)
    {
        var transitions = new OrderTransitions();
        machine.Accept(transitions);
        var edges = transitions.Ways.Select(way => new StateEdge(NameOf(way.From), way.To, way.Message))
            .Where(edge => edge.To != edge.From && OrderFilter.AllStates.Contains(edge.To)).Distinct().ToList();
        return new StateGraph([OrderStates.Submitted, .. OrderFilter.AllStates], edges);
    }

    private static string NameOf(string state) => state == "Initial" ? OrderStates.Submitted : state;
}

/// <summary>A transition.</summary>
internal sealed record StateEdge(string From, string To, string Message);

/// <summary><c>GET /admin/graph</c>: the workflow as a graph.</summary>
internal static class StateGraphEndpoint
{
    internal static void MapStateGraph(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/graph", (HttpContext context, OrderStateMachine machine) =>
                context.Response.WriteAsJsonAsync(StateGraph.Of(machine), OrdersJson.Default.StateGraph, cancellationToken: context.RequestAborted))
            .For(AdminRoles.Viewer, "graph")
            .WithName("GetStateGraph").WithSummary("The states of an order and what leads from one to the other.")
            .Produces<StateGraph>(200, "application/json").ProducesProblems(401, 403);
}
