using System.Buffers;
using System.Text;
using Workflow.Orchestrator.Intake;

namespace Workflow.Tests.Intake;

/// <summary>Bodies that the tests send, and the reading of them.</summary>
internal static class Bodies
{
    public const string Line = """{"sku":"85123A","quantity":6,"unitPrice":2.55}""";

    public const string Full = """
        {"reference":"536365","customerId":"17850","country":"United Kingdom","currency":"GBP","businessType":"SECKILL",
         "placedAt":"2010-12-01T08:26:00Z","lines":[{"sku":"85123A","quantity":6,"unitPrice":2.55},{"sku":"BANK CHARGES","quantity":1,"unitPrice":0.125}]}
        """;

    public static string WithLine(string line) => $$"""{"lines":[{{line}}]}""";

    public static string WithField(string name, string value) => $$"""{"{{name}}":{{value}},"lines":[{{Line}}]}""";

    public static string WithLines(int count) => WithLine(string.Join(',', Enumerable.Repeat(Line, count)));

    public static OrderRequest Accepted(string body, IntakeOptions? options = null)
    {
        var accepted = Reader(options).TryRead(Encoding.UTF8.GetBytes(body), out var request, out var errors);
        Assert.True(accepted, string.Join("; ", errors));
        Assert.Empty(errors);
        return request!;
    }

    public static IReadOnlyList<FieldError> Refused(string body, IntakeOptions? options = null) =>
        Refused(Encoding.UTF8.GetBytes(body), options);

    public static IReadOnlyList<FieldError> Refused(byte[] body, IntakeOptions? options = null)
    {
        Assert.False(Reader(options).TryRead(body, out var request, out var errors));
        Assert.Null(request);
        Assert.NotEmpty(errors);
        return errors;
    }

    /// <summary>The bytes in segments of <paramref name="size"/>.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes, int size)
    {
        var first = new Segment(bytes.AsMemory(0, Math.Min(size, bytes.Length)), 0);
        var last = first;
        for (var i = size; i < bytes.Length; i += size)
            last = last.Append(bytes.AsMemory(i, Math.Min(size, bytes.Length - i)));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private static OrderRequestReader Reader(IntakeOptions? options) => new(options ?? new IntakeOptions());

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
