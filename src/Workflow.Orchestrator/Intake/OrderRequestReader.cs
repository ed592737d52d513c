using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Workflow.Orchestrator.Intake;

/// <summary>
/// Reads the JSON of an order and checks all of it. One for the process: it keeps the strings that come again and again.
/// Safe for concurrent use; never throws for what a client sends.
/// </summary>
internal sealed class OrderRequestReader(IntakeOptions options)
{
    private static readonly FieldError[] NoBody =
        [new("body", FieldErrorCodes.Empty, "The body is empty; an order in JSON is expected.")];

    private static readonly FieldError[] NotUtf8 =
        [new("body", FieldErrorCodes.MalformedJson, "The body is not valid UTF-8.")];

    private readonly TextCache _texts = new();

    /// <summary>Reads the body of <c>POST /orders</c>.</summary>
    /// <returns>Whether it is an order that may be accepted; else <paramref name="errors"/> names all that is wrong.</returns>
    public bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out OrderRequest? request, out IReadOnlyList<FieldError> errors) =>
        TryRead(body, inBatch: false, out request, out errors);

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out OrderRequest?, out IReadOnlyList{FieldError})"/>
    public bool TryRead(in ReadOnlySequence<byte> body, [NotNullWhen(true)] out OrderRequest? request, out IReadOnlyList<FieldError> errors) =>
        TryRead(in body, inBatch: false, out request, out errors);

    /// <summary>Reads a line of <c>POST /orders/batch</c>: an order that may carry its own <c>idempotencyKey</c>.</summary>
    /// <returns>Whether it is an order that may be accepted; else <paramref name="errors"/> names all that is wrong.</returns>
    public bool TryReadBatchLine(in ReadOnlySequence<byte> line, [NotNullWhen(true)] out OrderRequest? request, out IReadOnlyList<FieldError> errors) =>
        TryRead(in line, inBatch: true, out request, out errors);

    // A body in several segments is copied: it is small, and a pass over one span is simpler and faster than the copy costs.
    private bool TryRead(in ReadOnlySequence<byte> body, bool inBatch, [NotNullWhen(true)] out OrderRequest? request, out IReadOnlyList<FieldError> errors)
    {
        if (body.IsSingleSegment) return TryRead(body.FirstSpan, inBatch, out request, out errors);
        var length = checked((int)body.Length);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(rented);
            return TryRead(rented.AsSpan(0, length), inBatch, out request, out errors);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private bool TryRead(ReadOnlySpan<byte> body, bool inBatch, [NotNullWhen(true)] out OrderRequest? request, out IReadOnlyList<FieldError> errors)
    {
        request = null;
        if (body.StartsWith("\uFEFF"u8)) body = body[3..];
        if (body.Trim(" \t\r\n"u8).IsEmpty)
        {
            errors = NoBody;
            return false;
        }
        // Once for the whole body: the JSON reader looks at the bytes of a string only when the string is taken, and throws then.
        if (!Utf8.IsValid(body))
        {
            errors = NotUtf8;
            return false;
        }
        var pass = new OrderBodyPass(body, options, _texts, inBatch);
        try
        {
            request = pass.Run();
            errors = pass.Errors;
        }
        catch (JsonException broken)
        {
            errors = [.. pass.Errors, Malformed(broken)];
        }
        return request is not null;
    }

    private static FieldError Malformed(JsonException broken) =>
        new("body", FieldErrorCodes.MalformedJson, $"Not valid JSON at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}.");
}
