using System.Text.Json;
using System.Text.Unicode;
using Workflow.Messaging.DeadLetters;

namespace Workflow.Host.Admin;

/// <summary><c>GET /admin/dead-letters/{id}</c>: a letter with its message, and with the message as it came when it was edited.</summary>
internal static class DeadLetterGetEndpoint
{
    internal static async Task GetAsync(Guid deadLetterId, HttpContext context, DeadLetterQuery letters)
    {
        if (await letters.FindAsync(deadLetterId, context.RequestAborted) is not { } letter)
        {
            await context.RefuseAsync(AdminProblems.DeadLetterNotFound(context.TraceId(), deadLetterId));
            return;
        }
        var answer = new DeadLetterAnswer(letter.Line, Show(letter.Content), letter.Original is null ? null : Show(letter.Original));
        await context.Response.WriteAsJsonAsync(answer, AdminJson.Default.DeadLetterAnswer, cancellationToken: context.RequestAborted);
    }

    private static DeadLetterMessage Show(DeadLetterContent content)
    {
        var isText = Utf8.IsValid(content.Body);
        return new DeadLetterMessage(
            content.MessageType,
            isText ? System.Text.Encoding.UTF8.GetString(content.Body) : Convert.ToBase64String(content.Body),
            isText ? "utf-8" : "base64",
            Headers(content.Headers));
    }

    private static JsonElement? Headers(string? headers)
    {
        if (headers is null)
            return null;
        try
        {
            return JsonElement.Parse(headers);
        }
        catch (JsonException)
        {
            // What a sender outside wrote is shown as it is.
            return JsonSerializer.SerializeToElement(headers, AdminJson.Default.String);
        }
    }
}

/// <summary>A dead letter.</summary>
/// <param name="Letter">As in the list.</param>
/// <param name="Message">The message as a resend would send it.</param>
/// <param name="Original">The message as it came; absent when it was never edited.</param>
internal sealed record DeadLetterAnswer(DeadLetterLine Letter, DeadLetterMessage Message, DeadLetterMessage? Original);

/// <summary>The content of a letter.</summary>
/// <param name="MessageType">Wire name; empty when the message says none.</param>
/// <param name="Body">The body as text, or as base64 when it is not UTF-8.</param>
/// <param name="BodyEncoding"><c>utf-8</c> or <c>base64</c>.</param>
/// <param name="Headers">The sender's headers; absent when there are none.</param>
internal sealed record DeadLetterMessage(string MessageType, string Body, string BodyEncoding, JsonElement? Headers);
