namespace Workflow.Host.Verify;

/// <summary>One promise that the data must keep.</summary>
/// <param name="Name">The promise in plain words.</param>
/// <param name="Sql">
/// A query that gives a row for each thing examined: <c>id</c>, and <c>bad</c>, true where the promise is broken.
/// </param>
/// <param name="IsPromise">False for what is only counted and shown: its rows are no violations.</param>
internal sealed record SqlCheck(string Name, string Sql, bool IsPromise = true);

/// <summary>What a check found.</summary>
/// <param name="Name">The promise in plain words.</param>
/// <param name="Examined">How many things it looked at.</param>
/// <param name="Violations">How many of them break the promise.</param>
/// <param name="Examples">Up to five ids of those that break it.</param>
/// <param name="NotChecked">Why it could not be checked; null when it was.</param>
internal sealed record CheckResult(
    string Name, long Examined, long Violations, IReadOnlyList<string> Examples, string? NotChecked = null)
{
    public const int MaxExamples = 5;

    public static CheckResult Skipped(string name, string why) => new(name, 0, 0, [], why);
}
