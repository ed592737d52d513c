namespace Workflow.Orchestrator.Intake;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Field">Path of the field, such as <c>lines[3].quantity</c>; the header's name for a header; <c>body</c> for the whole.</param>
/// <param name="Code">One of <see cref="FieldErrorCodes"/>: stable, for programs.</param>
/// <param name="Message">What is wrong and what is expected, for people.</param>
internal sealed record FieldError(string Field, string Code, string Message);
