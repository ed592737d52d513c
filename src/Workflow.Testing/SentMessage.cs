using Workflow.Contracts;

namespace Workflow.Testing;

/// <summary>A command on its way.</summary>
/// <param name="Queue">The queue of the participant that it is for.</param>
/// <param name="Message">The command.</param>
public sealed record SentMessage(string Queue, OrderMessage Message);
