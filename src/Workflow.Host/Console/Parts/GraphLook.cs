using Workflow.Host.Admin.Looks;
using Workflow.Host.Admin.Orders;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.OperatorConsole.Parts;

/// <summary>What is drawn on the picture of the workflow: counts and flows of all orders, or the path of one.</summary>
internal sealed record GraphLook
{
    /// <summary>Orders by state; null for the path of one order.</summary>
    internal Dictionary<string, long>? Counts { get; init; }

    /// <summary>Transitions a second.</summary>
    internal IReadOnlyList<Flow> Flows { get; init; } = [];

    /// <summary>The states that the order went through, in order.</summary>
    internal IReadOnlyList<string> Path { get; init; } = [];

    internal static GraphLook Of(Overview overview) => new()
    {
        Counts = overview.States.GroupBy(state => state.State).ToDictionary(group => group.Key, group => group.Sum(state => state.Orders)),
        Flows = overview.Flows,
    };

    internal static GraphLook Of(IReadOnlyList<OrderStay> path) => new() { Path = [.. path.Select(stay => stay.State)] };

    /// <summary>How much goes a way, a second.</summary>
    internal double On(StateWay way) => Flows.Where(flow => flow.State == way.To && way.Events.Contains(flow.Type)).Sum(flow => flow.PerSecond);

    /// <summary>Attempts that fail in a state, a second.</summary>
    internal double Failing(string state) => Flows
        .Where(flow => flow.State == state && flow.Type is OrderEventTypes.AttemptFailed or OrderEventTypes.AttemptTimedOut && flow.State == state)
        .Sum(flow => flow.PerSecond);

    internal double Suspending => Flows.Where(flow => flow.Type == OrderEventTypes.OrderSuspended).Sum(flow => flow.PerSecond);

    internal double Released => Flows
        .Where(flow => flow.Type is OrderEventTypes.StepRetried or OrderEventTypes.StepSkipped or OrderEventTypes.CompensationRequested && flow.State != OrderStates.Suspended)
        .Sum(flow => flow.PerSecond);

    internal bool Went(StateWay way) => Path.Zip(Path.Skip(1)).Any(pair => pair == (way.From, way.To));

    /// <summary>Whether a state shows something: it has orders, or the order was in it.</summary>
    internal string ClassOf(string state)
    {
        if (Counts is not null)
            return Counts.GetValueOrDefault(state) > 0 ? "busy" : "";
        return Path.Count > 0 && Path[^1] == state ? "on here" : Path.Contains(state) ? "on" : "off";
    }

    /// <summary>Steps of the order's path that no drawn way shows: into the suspension and out of it.</summary>
    internal IEnumerable<(StateNode From, StateNode To)> Leaps => Path.Zip(Path.Skip(1)).Distinct()
        .Where(pair => StateMap.Find(pair.First, pair.Second) is null).Select(pair => (StateMap.Node(pair.First), StateMap.Node(pair.Second)));
}
