using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary>Reads a JSON body up to a limit. What is wrong with it is answered here, so that the handler may just return.</summary>
internal static class AdminBody
{
    /// <summary>The checked body; null when the request was refused, which is then answered.</summary>
    internal static async Task<T?> ReadAsync<T>(HttpContext context, AdminBodyRule<T> rule)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            await context.RefuseAsync(Problems.UnsupportedMediaType(context.TraceId(), "application/json"));
            return null;
        }
        var read = await BoundedBody.ReadAsync(context.Request, rule.MaxBytes, bytes => Read(bytes, rule), context.RequestAborted);
        if (read is null)
            await context.RefuseAsync(Problems.BodyTooLarge(context.TraceId(), rule.MaxBytes));
        else if (read.Errors.Count > 0)
            await context.RefuseAsync(read.Errors);
        return read is { Errors.Count: 0 } ? read.Body : null;
    }

    private static ReadResult<T> Read<T>(ReadOnlySequence<byte> bytes, AdminBodyRule<T> rule)
        where T : class
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            var body = JsonSerializer.Deserialize(ref reader, rule.Type);
            var trailing = reader.Read();
            return new(body, trailing ? [Malformed("body", rule.Form)] : rule.Check(body));
        }
        catch (JsonException error)
        {
            return new(null, [Malformed(error.Path is { Length: > 2 } path ? path[2..] : "body", rule.Form)]);
        }
    }

    private static FieldError Malformed(string field, string form) => new(field, FieldErrorCodes.MalformedJson, $"Expected {form}.");

    private sealed record ReadResult<T>(T? Body, IReadOnlyList<FieldError> Errors);
}

/// <summary>What a body must be.</summary>
/// <param name="Type">How it is read.</param>
/// <param name="Form">An example, for whoever sent something else.</param>
/// <param name="Check">Everything that is wrong with it; the body is null when the JSON is <c>null</c>, which must be an error.</param>
/// <param name="MaxBytes">Its limit; default 64 KiB.</param>
internal sealed record AdminBodyRule<T>(
    JsonTypeInfo<T> Type, string Form, Func<T?, IReadOnlyList<FieldError>> Check, long MaxBytes = 64 << 10)
    where T : class;
