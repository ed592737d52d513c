namespace Workflow.Demo.Replay;

/// <summary>
/// What the product answered to one order in the end, and how long the client waited for it, pauses it was asked for
/// included. The start is wall clock, UTC: it is compared with the database's commit times on the same machine.
/// Refused carries the code of the first error; failed means that no proper answer could be had.
/// </summary>
internal readonly record struct OrderOutcome(
    DateTime StartedAt, double AnswerMs, Guid OrderId = default, bool Accepted = false, bool Replayed = false, string? RefusedBy = null, string? FailedBy = null)
{
    public DateTime AnsweredAt => StartedAt.AddMilliseconds(AnswerMs);
}
