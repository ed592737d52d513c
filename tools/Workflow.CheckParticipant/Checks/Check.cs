namespace Workflow.CheckParticipant.Checks;

/// <summary>One thing that the contract of a participant asks for.</summary>
/// <param name="Name">Short and pinned: programs find it in the JSON line.</param>
/// <param name="Expected">What must come, for people.</param>
/// <param name="Mend">What to change when it does not.</param>
/// <param name="RunAsync">Says what came; throws <see cref="CheckFailedException"/> when that was not it.</param>
internal sealed record Check(string Name, string Expected, string Mend, Func<Scene, Task<string>> RunAsync)
{
    /// <summary>Why it cannot be made; null when it can.</summary>
    public string? Skip { get; init; }
}

/// <summary>Something else came than the contract says.</summary>
internal sealed class CheckFailedException(string came) : Exception(came);
