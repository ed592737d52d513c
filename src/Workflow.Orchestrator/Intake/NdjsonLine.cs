using System.Buffers;

namespace Workflow.Orchestrator.Intake;

/// <summary>A line of a batch, or what stands in for one that was over a limit.</summary>
/// <param name="Number">Number of the line, from 1, empty lines counted.</param>
/// <param name="Content">The line without its end; valid until the next line is asked for.</param>
/// <param name="Problem">The limit it was over; null for a line that was read.</param>
internal readonly record struct NdjsonLine(int Number, ReadOnlySequence<byte> Content, FieldError? Problem = null);
