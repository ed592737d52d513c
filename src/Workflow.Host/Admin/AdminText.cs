using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary>Texts that operators write.</summary>
internal static class AdminText
{
    internal const int MaxName = 64;

    /// <summary>Adds an error unless <paramref name="text"/> has 1 to <paramref name="maxLength"/> characters that can be stored and read.</summary>
    internal static void Check(string field, string? text, int maxLength, List<FieldError> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
            errors.Add(new FieldError(field, text is null ? FieldErrorCodes.Missing : FieldErrorCodes.Empty, $"Give 1 to {maxLength} characters."));
        else if (text.Length > maxLength)
            errors.Add(new FieldError(field, FieldErrorCodes.TooLong, $"May have {maxLength} characters."));
        else if (text.Any(char.IsControl))
            errors.Add(new FieldError(field, FieldErrorCodes.ControlCharacter, "Must not contain control characters."));
    }
}
