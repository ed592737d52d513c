namespace Workflow.Torture.Judge;

/// <summary>The dead letters against the poison that was given.</summary>
/// <param name="Injected">Poison messages.</param>
/// <param name="Kept">Of these, the ones that are dead letters now.</param>
/// <param name="Missing">Of these, the ones that are nowhere.</param>
/// <param name="Repeated">Dead letters that are there more than once.</param>
/// <param name="Others">Dead letters that were no poison.</param>
internal sealed record DeadLetterJudgement(int Injected, int Kept, int Missing, int Repeated, int Others)
{
    public bool IsGood => Missing == 0 && Repeated == 0 && Others == 0;

    public static DeadLetterJudgement Of(IReadOnlyCollection<Guid> injected, IReadOnlyCollection<Guid> deadLetters)
    {
        var kept = deadLetters.ToHashSet();
        return new DeadLetterJudgement(
            injected.Count,
            injected.Count(kept.Contains),
            injected.Count(id => !kept.Contains(id)),
            deadLetters.Count - kept.Count,
            kept.Count(id => !injected.Contains(id)));
    }
}
