namespace Workflow.Testing;

/// <summary>Something that a scenario expected did not hold; the message says what did, and how it came to that.</summary>
/// <param name="message">What was expected, what was found, and the timeline.</param>
public sealed class ScenarioFailedException(string message) : Exception(message);
