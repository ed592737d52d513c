using System.Text.Json.Serialization;

namespace Workflow.Demo.Hub;

/// <summary>What a consumer of the topic has read, against what the orders' histories tell.</summary>
/// <param name="Events">Events, each counted once.</param>
/// <param name="Repeated">Records that came once more.</param>
/// <param name="Lost">Events of a history that are not there.</param>
/// <param name="Reordered">Orders whose events came out of their causal order, or stand on two partitions.</param>
/// <param name="Unexpected">Events that no history tells of, a second id for one, and repeats that differ from the first.</param>
internal sealed record EventJudgement(int Events, int Repeated, int Lost = 0, int Reordered = 0, int Unexpected = 0)
{
    [JsonIgnore]
    public int Wrong => Lost + Reordered + Unexpected;

    [JsonIgnore]
    public bool IsGood => Wrong == 0;

    /// <summary>The verdict with one more order in it.</summary>
    public static EventJudgement Add(EventJudgement before, IReadOnlyList<HistoryLine> history, IReadOnlyList<ToldEvent> told)
    {
        var script = EventScript.Of(history);
        var types = told.Select(one => one.Type).ToList();
        var own = types.FindAll(type => type is not (EventScript.PaymentSucceeded or EventScript.PaymentFailed or EventScript.InventoryLow));
        var missing = Excess(script, own) + script.Count(type => EventScript.Before(type, history) is { } first && !types.Contains(first));
        var unexpected = Excess(own, script) + Twice(types, EventScript.PaymentSucceeded) + Twice(types, EventScript.PaymentFailed);
        var inOrder = IsInOrder(script, own) && IsCausal(types, history) && told.Select(one => one.Partition).Distinct().Count() <= 1;
        return before with
        {
            Lost = before.Lost + missing,
            Unexpected = before.Unexpected + unexpected,
            Reordered = before.Reordered + (inOrder ? 0 : 1),
        };
    }

    /// <summary>How many of <paramref name="these"/> have no counterpart.</summary>
    private static int Excess(List<string> these, List<string> those)
    {
        var there = those.CountBy(type => type).ToDictionary();
        return these.CountBy(type => type).Sum(pair => Math.Max(pair.Value - there.GetValueOrDefault(pair.Key), 0));
    }

    private static int Twice(List<string> types, string type) => Math.Max(types.Count(one => one == type) - 1, 0);

    // Without what is only here or only there, which is counted already, the two must be the same.
    private static bool IsInOrder(List<string> script, List<string> own) => Common(script, own).SequenceEqual(Common(own, script));

    private static IEnumerable<string> Common(List<string> these, List<string> those)
    {
        var left = those.CountBy(type => type).ToDictionary();
        foreach (var type in these)
        {
            if (left.GetValueOrDefault(type) is > 0 and var count)
            {
                left[type] = count - 1;
                yield return type;
            }
        }
    }

    private static bool IsCausal(List<string> types, IReadOnlyList<HistoryLine> history) => types.TrueForAll(type =>
        EventScript.Before(type, history) is not { } first || !types.Contains(first) || types.IndexOf(first) < types.IndexOf(type));
}
