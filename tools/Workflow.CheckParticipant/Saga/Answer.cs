using Workflow.Contracts;

namespace Workflow.CheckParticipant.Saga;

/// <summary>What came to the saga's queue.</summary>
/// <param name="Type">Its header <c>message-type</c>; empty without one.</param>
/// <param name="Message">What it says; null when it cannot be read.</param>
/// <param name="Fault">Why the real saga would not take it; null when it would.</param>
internal sealed record Answer(string Type, OrderMessage? Message, string? Fault)
{
    public override string ToString() => Fault is null ? Type : $"{(Type.Length == 0 ? "a message" : Type)} ({Fault})";
}
