using System.IO.Pipelines;
using System.Text;
using Workflow.Orchestrator.Intake;

namespace Workflow.Tests.Intake;

public sealed class NdjsonLinesTests
{
    private const int MaxLine = 10;

    [Theory]
    [InlineData("", "")]
    [InlineData("\n\r\n\n", "")]
    [InlineData("a", "1:a")]
    [InlineData("a\n", "1:a")]
    [InlineData("a\nb", "1:a 2:b")]
    [InlineData("a\r\n\r\n\nb\r\n", "1:a 4:b")]
    [InlineData("a\r", "1:a")]
    [InlineData("0123456789\nb", "1:0123456789 2:b")]
    [InlineData("0123456789\r\nb", "1:0123456789 2:b")]
    [InlineData("0123456789", "1:0123456789")]
    [InlineData("0123456789\r", "1:0123456789")]
    [InlineData("01234567890\nb", "1!line_too_long 2:b")]
    [InlineData("01234567890\r\nb", "1!line_too_long 2:b")]
    [InlineData("01234567890", "1!line_too_long")]
    [InlineData("a\n012345678901234567890123456789\n\nb", "1:a 2!line_too_long 4:b")]
    [InlineData("a\n012345678901234567890123456789", "1:a 2!line_too_long")]
    [InlineData("1\n2\n3\n4\n", "1:1 2:2 3:3 4:4")]
    [InlineData("1\n2\n3\n4\n\n5\n6\n", "1:1 2:2 3:3 4:4 6!too_many_lines")]
    [InlineData("1\n2\n3\n4\n012345678901234567890\n6\n", "1:1 2:2 3:3 4:4 5!too_many_lines")]
    [InlineData("\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n", "41!batch_too_large")]
    [InlineData("a\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nbcdefg", "1:a 39!batch_too_large")]
    public async Task Should_cut_lines_wherever_the_buffers_break(string text, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var size = 1; size <= bytes.Length + 1; size++)
        {
            Assert.Equal(expected, await Read(Trickle(bytes, size)));
            if (bytes.Length > 0)
                Assert.Equal(expected, await Read(PipeReader.Create(Bodies.Split(bytes, size))));
        }
    }

    [Fact]
    public async Task Should_hand_the_pipe_back_when_given_up()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("a\nb\nc\n"u8.ToArray());
        await foreach (var line in new NdjsonLines(pipe.Reader, Options()).ReadAsync(CancellationToken.None))
        {
            if (line.Number == 2) break;
        }
        var rest = await pipe.Reader.ReadAsync();
        Assert.Equal("c\n", Encoding.UTF8.GetString(rest.Buffer));
    }

    [Fact]
    public async Task Should_stop_when_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var reading = Read(new Pipe().Reader, stop.Token);
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Should_keep_no_more_than_a_line_of_one_that_is_too_long()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 64, resumeWriterThreshold: 32, minimumSegmentSize: 16));
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 3; i++)
                await pipe.Writer.WriteAsync("0123456789"u8.ToArray());
            await pipe.Writer.CompleteAsync();
        });
        Assert.Equal("1!line_too_long", await Read(pipe.Reader));
        await writing;
    }

    private static IntakeOptions Options() => new() { MaxBodyBytes = MaxLine, BatchMaxLines = 4, BatchMaxBytes = 40 };

    private static PipeReader Trickle(byte[] bytes, int size)
    {
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 1, useSynchronizationContext: false));
        _ = Task.Run(async () =>
        {
            for (var i = 0; i < bytes.Length; i += size)
                await pipe.Writer.WriteAsync(bytes.AsMemory(i, Math.Min(size, bytes.Length - i)));
            await pipe.Writer.CompleteAsync();
        });
        return pipe.Reader;
    }

    private static async Task<string> Read(PipeReader reader, CancellationToken cancellationToken = default)
    {
        var lines = new List<string>();
        await foreach (var line in new NdjsonLines(reader, Options()).ReadAsync(cancellationToken))
            lines.Add(line.Problem is null ? $"{line.Number}:{Encoding.UTF8.GetString(line.Content)}" : $"{line.Number}!{line.Problem.Code}");
        return string.Join(' ', lines);
    }
}
