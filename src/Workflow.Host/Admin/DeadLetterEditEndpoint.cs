using System.Text;
using System.Text.Json;
using Workflow.Host.Admin.Audit;
using Workflow.Messaging.DeadLetters;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary>
/// <c>PUT /admin/dead-letters/{id}</c>: replaces the message of an open letter by one that its consumer can read. What came
/// stays visible beside it.
/// </summary>
internal static class DeadLetterEditEndpoint
{
    private const int MaxHeaders = 100;

    internal static readonly AdminBodyRule<DeadLetterEditBody> Rule = new(
        AdminJson.Default.DeadLetterEditBody,
        "{\"operator\": \"...\"?, \"reason\": \"...\"?, \"body\": {...}, \"messageType\": \"...\"?, \"headers\": {\"...\": \"...\"}?}",
        Check,
        MaxBytes: 4 << 20);

    internal static async Task PutAsync(Guid deadLetterId, HttpContext context, (DeadLetterQuery Letters, DeadLetterDesk Desk) use)
    {
        if (await AdminBody.ReadAsync(context, Rule) is not { } body)
            return;
        if (await use.Letters.FindAsync(deadLetterId, context.RequestAborted) is not { } letter)
        {
            await context.RefuseAsync(AdminProblems.DeadLetterNotFound(context.TraceId(), deadLetterId));
            return;
        }
        if (use.Desk.Check(letter.Line, Content(body, letter.Content), out var faults) is not { } edit)
        {
            await context.RefuseAsync([.. faults.Select(fault => new FieldError(fault.Field, FieldErrorCodes.InvalidFormat, fault.Message))]);
            return;
        }
        var outcome = await use.Desk.EditAsync(AdminCall.Of(context, body.Operator, body.Reason), deadLetterId, edit, context.RequestAborted);
        await DeadLetterOutcomes.AnswerAsync(context, deadLetterId, outcome);
    }

    // What is not given stays as it is.
    private static DeadLetterContent Content(DeadLetterEditBody body, DeadLetterContent before) => new(
        body.MessageType ?? before.MessageType,
        Encoding.UTF8.GetBytes(TextOf(body.Body)!),
        body.Headers is null ? before.Headers
        : body.Headers.Count == 0 ? null
        : JsonSerializer.Serialize(body.Headers, AdminJson.Default.DictionaryStringString));

    /// <summary>The message as text; null when it is neither an object nor a text.</summary>
    private static string? TextOf(JsonElement body)
    {
        try
        {
            return body.ValueKind switch
            {
                JsonValueKind.Object => body.GetRawText(),
                JsonValueKind.String => body.GetString(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which is no text.
            return null;
        }
    }

    private static List<FieldError> Check(DeadLetterEditBody? body)
    {
        List<FieldError> errors = [];
        AdminText.CheckCall(null, body?.Operator, body?.Reason, errors);
        if (body is null || TextOf(body.Body) is null)
            errors.Add(new FieldError("body", FieldErrorCodes.WrongType, "Must be the message as a JSON object, or as the text of one."));
        if (body?.Headers?.Count > MaxHeaders)
            errors.Add(new FieldError("headers", FieldErrorCodes.TooLong, $"May have {MaxHeaders} entries."));
        foreach (var (name, value) in body?.Headers?.Take(MaxHeaders) ?? [])
        {
            if (value is null || name.Length == 0 || name.Any(char.IsControl) || value.Any(char.IsControl))
                errors.Add(new FieldError($"headers.{name}", FieldErrorCodes.InvalidFormat, "Must be a text without control characters."));
        }
        return errors;
    }
}

/// <summary>What the message shall be.</summary>
/// <param name="Operator">For whom, when not for the one who signed in; 1 to 64 characters.</param>
/// <param name="Reason">Why; 1 to 500 characters.</param>
/// <param name="MessageType">Wire name; left out, it stays.</param>
/// <param name="Body">The message as a JSON object, or as the text of one.</param>
/// <param name="Headers">Headers, all of them; left out, they stay.</param>
internal sealed record DeadLetterEditBody(
    string? Operator, string? MessageType, JsonElement Body, Dictionary<string, string>? Headers, string? Reason = null);
