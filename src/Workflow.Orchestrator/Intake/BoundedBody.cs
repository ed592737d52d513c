using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Workflow.Orchestrator.Intake;

/// <summary>Reads a whole request body into the pipe's own memory, up to a limit.</summary>
internal static class BoundedBody
{
    /// <summary>The body, to be released with <c>BodyReader.AdvanceTo</c>; null when it is longer than <paramref name="maxBytes"/>.</summary>
    internal static async ValueTask<ReadOnlySequence<byte>?> ReadAsync(HttpRequest request, long maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
            return null;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
                return null;
            if (read.IsCompleted)
                return read.Buffer;
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
