namespace Workflow.Torture.Judge;

/// <summary>An order as the database has it.</summary>
/// <param name="Key">The client's key; null when it has none.</param>
/// <param name="OrderId">Its id.</param>
/// <param name="State">Of its saga; null without one.</param>
internal readonly record struct StoredOrder(string? Key, Guid OrderId, string? State)
{
    /// <summary>An operator may still decide about a suspended order: it has not ended.</summary>
    public bool HasEnded => State is "Completed" or "Rejected" or "Cancelled";
}

/// <summary>What the clients were promised against what is stored, in the shape of Jepsen's total queue.</summary>
/// <param name="Acknowledged">Keys that got a 202.</param>
/// <param name="Lost">Keys that got a 202 for an order that is not there.</param>
/// <param name="Unexpected">Orders under keys that nobody sent.</param>
/// <param name="Duplicated">Keys with more than one order, stored or promised.</param>
/// <param name="Recovered">Keys whose client never saw a 202, and whose order is there and has ended.</param>
/// <param name="Unfinished">Orders without an end.</param>
internal sealed record Judgement(int Acknowledged, int Lost, int Unexpected, int Duplicated, int Recovered, int Unfinished)
{
    /// <param name="promises">Each key that was sent, with the ids of its 202s.</param>
    /// <param name="stored">All orders of the database.</param>
    public static Judgement Of(IReadOnlyDictionary<string, IReadOnlyCollection<Guid>> promises, IReadOnlyCollection<StoredOrder> stored)
    {
        var known = stored.Select(order => order.OrderId).ToHashSet();
        var byKey = stored.Where(order => order.Key is not null).ToLookup(order => order.Key!, StringComparer.Ordinal);
        return new Judgement(
            Acknowledged: promises.Count(pair => pair.Value.Count > 0),
            Lost: promises.Count(pair => pair.Value.Any(id => !known.Contains(id))),
            Unexpected: stored.Count(order => order.Key is null || !promises.ContainsKey(order.Key)),
            Duplicated: promises.Count(pair => pair.Value.Concat(byKey[pair.Key].Select(order => order.OrderId)).Distinct().Count() > 1),
            Recovered: promises.Count(pair => pair.Value.Count == 0 && byKey[pair.Key].Any(order => order.HasEnded)),
            Unfinished: stored.Count(order => !order.HasEnded));
    }
}
