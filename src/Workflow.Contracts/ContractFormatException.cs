namespace Workflow.Contracts;

/// <summary>
/// A body is not what its headers say, or a message holds what a form cannot say. Nothing that is read makes it worse
/// than this: lengths are checked before memory is taken.
/// </summary>
/// <param name="message">What is wrong, for people; names fields and limits, never values.</param>
/// <param name="innerException">What found it; null when this form did.</param>
public sealed class ContractFormatException(string message, Exception? innerException = null) : FormatException(message, innerException);
