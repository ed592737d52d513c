using System.Net;
using Microsoft.Extensions.Primitives;

namespace Workflow.Orchestrator.Intake;

/// <summary>
/// Who asks, for the share of each client: the header <c>X-Client-Id</c>, 1 to 64 visible ASCII characters, else the
/// remote address. It is not proof of identity: who wants to can name itself anew, and meets the limits for all.
/// </summary>
internal static class ClientId
{
    public const string HeaderName = "X-Client-Id";
    public const int MaxLength = 64;

    private const string Unknown = "unknown";

    /// <summary>Reads the header; <paramref name="client"/> falls back to <paramref name="remote"/>.</summary>
    /// <returns>What is wrong with the header; null when it is right or absent.</returns>
    public static FieldError? Read(StringValues header, IPAddress? remote, out string client)
    {
        client = Unknown;
        if (header.Count == 0)
        {
            client = remote?.ToString() ?? Unknown;
            return null;
        }
        if (header.Count > 1) return new FieldError(HeaderName, FieldErrorCodes.DuplicateField, "Send one id.");
        var id = header.ToString();
        var error = Check(id);
        if (error is null) client = id;
        return error;
    }

    private static FieldError? Check(string id)
    {
        if (id.Length == 0) return new FieldError(HeaderName, FieldErrorCodes.Empty, "Must not be empty; leave it out instead.");
        if (id.Length > MaxLength) return new FieldError(HeaderName, FieldErrorCodes.TooLong, $"May have {MaxLength} characters.");
        return id.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? new FieldError(HeaderName, FieldErrorCodes.InvalidCharacter, "May contain visible ASCII characters only, no spaces.")
            : null;
    }
}
