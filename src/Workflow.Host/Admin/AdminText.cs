using System.Globalization;
using System.Text;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary>Texts that operators write.</summary>
internal static class AdminText
{
    internal const int MaxName = 64;
    internal const int MaxReason = 500;

    /// <summary>Checks what may be left out.</summary>
    internal static void CheckOptional(string field, string? text, int maxLength, List<FieldError> errors)
    {
        if (text is not null)
            Check(field, text, maxLength, errors);
    }

    /// <summary>Checks the header <c>Idempotency-Key</c>, who acts and why, for actions that may go without a reason.</summary>
    internal static void CheckCall(HttpRequest? request, string? onBehalfOf, string? reason, List<FieldError> errors)
    {
        if (request is not null && IdempotencyKey.Read(request.Headers[IdempotencyKey.HeaderName], out _) is { } wrongKey)
            errors.Add(wrongKey);
        CheckOptional("operator", onBehalfOf, MaxName, errors);
        CheckOptional("reason", reason, MaxReason, errors);
    }

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

    /// <summary>A UUID; null when none is given or it is wrong, which is then an error.</summary>
    internal static Guid? ReadId(string field, string? text, List<FieldError> errors)
    {
        if (text is null)
            return null;
        if (Guid.TryParseExact(text, "D", out var id))
            return id;
        errors.Add(new FieldError(field, FieldErrorCodes.InvalidFormat, "Must be a UUID."));
        return null;
    }

    /// <summary>A moment; null when none is given or it is wrong, which is then an error.</summary>
    internal static DateTimeOffset? ReadTime(string field, string? text, List<FieldError> errors)
    {
        if (text is null)
            return null;
        if (text.Length <= 64 && Rfc3339.TryRead(Encoding.UTF8.GetBytes(text), out var time) && time.UtcDateTime.Year is > 1970 and < 9999)
            return time;
        errors.Add(new FieldError(field, FieldErrorCodes.InvalidFormat, "Must be a time with its offset, such as 2026-01-31T08:00:00Z."));
        return null;
    }

    /// <summary>A whole number; null when none is given or it is wrong, which is then an error.</summary>
    internal static int? ReadNumber(string field, string? text, (int Least, int Most) range, List<FieldError> errors)
    {
        if (text is null)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= range.Least && number <= range.Most)
            return number;
        errors.Add(new FieldError(field, FieldErrorCodes.InvalidFormat, $"Must be {range.Least} to {range.Most}."));
        return null;
    }
}
