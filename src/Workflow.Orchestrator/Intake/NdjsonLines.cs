using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Workflow.Orchestrator.Intake;

/// <summary>
/// Cuts a batch into lines as it arrives, out of the pipe's own memory. A line that is too long is skipped without being
/// kept and told by a <see cref="NdjsonLine.Problem"/>, and the next one is read; too many lines or bytes end the batch
/// with a last problem. Lines end with LF or CRLF, the last one may have no end, and empty ones are passed over.
/// </summary>
internal sealed class NdjsonLines(PipeReader reader, IntakeOptions options)
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private int _number;
    private int _orders;
    private long _consumed;
    private long _searched;
    private bool _skipping;

    /// <summary>The lines, once. The pipe's reader is not completed here: whoever made it does that.</summary>
    public async IAsyncEnumerable<NdjsonLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.IsCanceled) throw new OperationCanceledException("The reading of the batch was cancelled.");
            var rest = read.Buffer;
            var isOverBytes = LimitBytes(ref rest);
            var isDone = false;
            try
            {
                while (TryTake(ref rest, isEnd: read.IsCompleted && !isOverBytes, out var line))
                {
                    var isOverLines = ++_orders > options.BatchMaxLines;
                    yield return isOverLines ? TooManyLines() : line;
                    if (isOverLines) yield break;
                }
                isDone = true;
            }
            finally
            {
                // Also when the lines are given up half-way: the pipe must be handed back in order.
                reader.AdvanceTo(rest.Start, isDone ? read.Buffer.End : rest.Start);
            }
            if (isOverBytes) yield return TooManyBytes();
            if (isOverBytes || read.IsCompleted) yield break;
        }
    }

    /// <summary>Takes the next line that is not empty; false when none is complete yet. Moves <paramref name="rest"/> behind it.</summary>
    private bool TryTake(ref ReadOnlySequence<byte> rest, bool isEnd, out NdjsonLine line)
    {
        while (TryCut(ref rest, isEnd, out var content))
        {
            _number++;
            var wasSkipping = _skipping;
            _skipping = false;
            content = WithoutCarriageReturn(content);
            if (wasSkipping || content.Length > options.MaxBodyBytes)
            {
                line = TooLong();
                return true;
            }
            if (content.IsEmpty) continue;
            line = new NdjsonLine(_number, content);
            return true;
        }
        line = default;
        return false;
    }

    /// <summary>Cuts at the next line feed. What was searched before is not searched again, else a slow long line costs its square.</summary>
    private bool TryCut(ref ReadOnlySequence<byte> rest, bool isEnd, out ReadOnlySequence<byte> content)
    {
        if (rest.Slice(_searched).PositionOf(LineFeed) is { } end)
        {
            content = rest.Slice(0, end);
            Consume(ref rest, content.Length + 1);
            return true;
        }
        content = rest;
        if (isEnd && (_skipping || !rest.IsEmpty))
        {
            Consume(ref rest, rest.Length);
            return true;
        }
        _searched = rest.Length;
        // One more than the limit: the line's end may still be the two bytes CR LF.
        if (_skipping || rest.Length > options.MaxBodyBytes + 1L)
        {
            _skipping = true;
            Consume(ref rest, rest.Length);
        }
        return false;
    }

    private void Consume(ref ReadOnlySequence<byte> rest, long bytes)
    {
        rest = rest.Slice(bytes);
        _consumed += bytes;
        _searched = 0;
    }

    private bool LimitBytes(ref ReadOnlySequence<byte> buffer)
    {
        var room = options.BatchMaxBytes - _consumed;
        if (buffer.Length <= room) return false;
        buffer = buffer.Slice(0, room);
        return true;
    }

    private static ReadOnlySequence<byte> WithoutCarriageReturn(ReadOnlySequence<byte> content)
    {
        if (content.IsEmpty) return content;
        var last = content.Slice(content.Length - 1);
        return last.FirstSpan[0] == CarriageReturn ? content.Slice(0, content.Length - 1) : content;
    }

    private NdjsonLine TooLong() => new(_number, default, new FieldError(
        "body", FieldErrorCodes.LineTooLong, $"A line may have {options.MaxBodyBytes} bytes."));

    private NdjsonLine TooManyLines() => new(_number, default, new FieldError(
        "body", FieldErrorCodes.TooManyLines, $"A batch may have {options.BatchMaxLines} orders. This line and what follows was not read."));

    private NdjsonLine TooManyBytes() => new(_number + 1, default, new FieldError(
        "body", FieldErrorCodes.BatchTooLarge, $"A batch may have {options.BatchMaxBytes} bytes. This line and what follows was not read."));
}
