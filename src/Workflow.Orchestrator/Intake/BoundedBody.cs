using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Workflow.Orchestrator.Intake;

/// <summary>Reads a whole request body in the pipe's own memory, up to a limit.</summary>
internal static class BoundedBody
{
    /// <summary>Gives the body to <paramref name="read"/>, which must not keep it; default when it is longer than <paramref name="maxBytes"/>.</summary>
    internal static async ValueTask<T?> ReadAsync<T>(
        HttpRequest request, long maxBytes, Func<ReadOnlySequence<byte>, T> read, CancellationToken cancellationToken)
        where T : class
    {
        if (request.ContentLength > maxBytes)
            return null;
        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellationToken);
            var isOver = result.Buffer.Length > maxBytes;
            if (!isOver && !result.IsCompleted)
            {
                request.BodyReader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }
            var answer = isOver ? null : read(result.Buffer);
            request.BodyReader.AdvanceTo(result.Buffer.End);
            return answer;
        }
    }
}
