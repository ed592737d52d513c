namespace Workflow.Demo;

/// <summary>The demo cannot go on; its message is for the reader.</summary>
internal sealed class DemoException(string message) : Exception(message);
