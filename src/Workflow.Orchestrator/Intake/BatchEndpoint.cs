using Microsoft.AspNetCore.Http;

namespace Workflow.Orchestrator.Intake;

/// <summary>
/// <c>POST /orders/batch</c>: lines are submitted as they arrive, a bounded number at a time, and answered in their
/// order, so that a batch of any size needs little memory on either side.
/// </summary>
internal static class BatchEndpoint
{
    private const int InFlight = 256;

    internal static async Task PostAsync(HttpContext context, OrderIntake intake, OrderDoor door)
    {
        var traceId = TraceParent.TraceIdOf(context);
        if (!IsNdjson(context.Request))
        {
            await door.RefuseAsync(context, Problems.UnsupportedMediaType(traceId, BatchResultWriter.ContentType));
            return;
        }
        var errors = door.HeaderErrors(context, out _, out var client);
        if (errors.Count > 0)
        {
            await door.RefuseAsync(context, Problems.Invalid(traceId, errors));
            return;
        }
        context.Response.ContentType = BatchResultWriter.ContentType;
        using var writer = new BatchResultWriter(context.Response.BodyWriter);
        Queue<Task<BatchResult>> pending = new(InFlight);
        await foreach (var line in new NdjsonLines(context.Request.BodyReader, door.Options).ReadAsync(context.RequestAborted))
        {
            pending.Enqueue(SubmitAsync(line, intake, door, (client, traceId)));
            if (pending.Count == InFlight)
                await AnswerAsync(context, writer, pending.Dequeue());
        }
        while (pending.TryDequeue(out var next))
            await AnswerAsync(context, writer, next);
    }

    private static bool IsNdjson(HttpRequest request) =>
        request.ContentType is { } type
        && (type.StartsWith(BatchResultWriter.ContentType, StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/jsonl", StringComparison.OrdinalIgnoreCase));

    private static async Task AnswerAsync(HttpContext context, BatchResultWriter writer, Task<BatchResult> result)
    {
        writer.Write(await result);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Reads the line before the first await: it lives in the pipe's memory only until the next one is asked for.</summary>
    private static Task<BatchResult> SubmitAsync(NdjsonLine line, OrderIntake intake, OrderDoor door, (string Client, string TraceId) from)
    {
        if (line.Problem is not null)
            return Task.FromResult(BatchResult.Unread(line));
        if (door.Reader.TryReadBatchLine(line.Content, out var request, out var errors))
            return SubmitAsync(line.Number, request, intake, (door, from.Client, from.TraceId));
        IntakeMetrics.Invalid();
        return Task.FromResult(BatchResult.Refused(line.Number, errors));
    }

    private static async Task<BatchResult> SubmitAsync(
        int line, OrderRequest request, OrderIntake intake, (OrderDoor Door, string Client, string TraceId) from)
    {
        var result = await from.Door.SubmitAsync(intake, request, (request.IdempotencyKey, from.Client, from.TraceId));
        return result is IntakeResult.Accepted accepted
            ? BatchResult.Accepted(line, accepted.OrderId, accepted.Replayed)
            : BatchResult.Refused(line, from.Door.ProblemOf((IntakeResult.Refused)result, from.TraceId));
    }
}
