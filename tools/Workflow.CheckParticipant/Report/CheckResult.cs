using Workflow.CheckParticipant.Checks;

namespace Workflow.CheckParticipant.Report;

/// <summary>How a check ended.</summary>
internal enum Outcome
{
    Passed,
    Failed,
    Skipped,
}

/// <summary>What a check found.</summary>
/// <param name="Check">The check.</param>
/// <param name="Order">The order that was used.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Came">What came, or why it was not tried.</param>
internal sealed record CheckResult(Check Check, Guid Order, Outcome Outcome, string Came);
