using Microsoft.Extensions.Primitives;

namespace Workflow.Orchestrator.Intake;

/// <summary>
/// The header <c>Idempotency-Key</c>: 1 to 255 visible ASCII characters. The IETF draft writes it as a quoted string,
/// most clients send it bare; both forms of a key are the same key.
/// </summary>
internal static class IdempotencyKey
{
    public const string HeaderName = "Idempotency-Key";
    public const int MaxLength = 255;

    /// <summary>Reads the header; <paramref name="key"/> is null when it was not sent.</summary>
    /// <returns>What is wrong with it; null when it is right or absent.</returns>
    public static FieldError? Read(StringValues header, out string? key)
    {
        key = null;
        if (header.Count == 0) return null;
        if (header.Count > 1) return new FieldError(HeaderName, FieldErrorCodes.DuplicateField, "Send one key.");
        var text = header.ToString().AsSpan().Trim(' ');
        if (text.StartsWith("\"")) return ReadQuoted(text, out key);
        var error = Check(text, HeaderName);
        if (error is null) key = text.Length == header.ToString().Length ? header.ToString() : text.ToString();
        return error;
    }

    /// <summary>Checks a bare key. <paramref name="field"/> is where it stands: the header or a field of a batch's line.</summary>
    public static FieldError? Check(ReadOnlySpan<char> key, string field)
    {
        if (key.IsEmpty) return new FieldError(field, FieldErrorCodes.Empty, "Must not be empty; leave it out instead.");
        if (key.Length > MaxLength) return new FieldError(field, FieldErrorCodes.TooLong, $"May have {MaxLength} characters.");
        return key.ContainsAnyExceptInRange('!', '~') ? BadCharacters(field) : null;
    }

    public static FieldError BadCharacters(string field) =>
        new(field, FieldErrorCodes.InvalidCharacter, "May contain visible ASCII characters only, no spaces.");

    private static FieldError? ReadQuoted(ReadOnlySpan<char> text, out string? key)
    {
        key = null;
        // Each character may be escaped; two quotes stand around them.
        if (text.Length > 2 + (2 * MaxLength)) return new FieldError(HeaderName, FieldErrorCodes.TooLong, $"May have {MaxLength} characters.");
        Span<char> unquoted = stackalloc char[text.Length];
        var length = Unquote(text, unquoted);
        if (length < 0) return new FieldError(HeaderName, FieldErrorCodes.InvalidFormat, "Starts with a quotation mark but is not one quoted string.");
        var error = Check(unquoted[..length], HeaderName);
        if (error is null) key = unquoted[..length].ToString();
        return error;
    }

    /// <summary>The length of what stands between the quotes, which is written to <paramref name="target"/>; -1 when it is not one quoted string.</summary>
    private static int Unquote(ReadOnlySpan<char> quoted, Span<char> target)
    {
        var length = 0;
        for (var i = 1; i < quoted.Length; i++)
        {
            if (quoted[i] == '"') return i == quoted.Length - 1 ? length : -1;
            if (quoted[i] == '\\')
            {
                i++;
                if (i == quoted.Length || quoted[i] is not ('"' or '\\')) return -1;
            }
            target[length++] = quoted[i];
        }
        return -1;
    }
}
