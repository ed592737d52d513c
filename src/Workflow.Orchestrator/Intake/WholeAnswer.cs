using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Workflow.Orchestrator.Intake;

/// <summary>Writes a small answer in one piece.</summary>
internal static class WholeAnswer
{
    /// <summary>
    /// Writes <paramref name="value"/> as the whole answer. Its length is known, so that head and body leave the process together: a chunked answer
    /// would cost the server a second call to the system for its end, and the client a second wakening.
    /// </summary>
    internal static Task WriteAsync<T>(HttpResponse response, T value, (JsonTypeInfo<T> Type, string Media) form, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, form.Type);
        response.ContentType = form.Media;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, cancellationToken).AsTask();
    }
}
