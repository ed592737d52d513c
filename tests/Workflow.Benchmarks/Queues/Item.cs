namespace Workflow.Benchmarks.Queues;

/// <summary>What goes through the queues: when it was written, and a number.</summary>
internal readonly record struct Item(long WrittenAt, long Number);
