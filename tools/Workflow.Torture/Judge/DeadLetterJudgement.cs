using System.Text.Json.Serialization;

namespace Workflow.Torture.Judge;

/// <summary>The dead letters against the poison that was given.</summary>
/// <param name="Injected">Poison messages.</param>
/// <param name="Kept">Of these, the ones that are dead letters now.</param>
/// <param name="Missing">Of these, the ones that are nowhere.</param>
/// <param name="Repeated">Dead letters that are there more often than they were sent.</param>
/// <param name="Others">Dead letters that were no poison.</param>
internal sealed record DeadLetterJudgement(int Injected, int Kept, int Missing, int Repeated, int Others)
{
    [JsonIgnore]
    public int Wrong => Missing + Repeated + Others;

    [JsonIgnore]
    public bool IsGood => Wrong == 0;

    /// <param name="sent">Each poison message, with how often it was sent.</param>
    /// <param name="deadLetters">The message ids of all dead letters.</param>
    public static DeadLetterJudgement Of(IReadOnlyDictionary<Guid, int> sent, IReadOnlyCollection<Guid> deadLetters)
    {
        var kept = deadLetters.CountBy(id => id).ToDictionary();
        return new DeadLetterJudgement(
            sent.Count,
            sent.Keys.Count(kept.ContainsKey),
            sent.Keys.Count(id => !kept.ContainsKey(id)),
            kept.Sum(pair => Math.Max(pair.Value - Math.Max(sent.GetValueOrDefault(pair.Key), 1), 0)),
            kept.Keys.Count(id => !sent.ContainsKey(id)));
    }
}
