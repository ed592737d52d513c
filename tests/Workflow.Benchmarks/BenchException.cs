namespace Workflow.Benchmarks;

/// <summary>The bench cannot go on; its message is for the reader.</summary>
internal sealed class BenchException(string message) : Exception(message);
