using System.Text;
using Workflow.Benchmarks.Load;
using Workflow.Benchmarks.Profile;

namespace Workflow.Tests.Benchmarks;

public sealed class When_an_answer_is_read
{
    private const string Head = "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nLocation: /orders/01938c5e-7d3a-7c44-9f0a-5d2b8e6a1c90\r\n";

    [Theory]
    [InlineData(Head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", true)]
    [InlineData(Head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", false)]
    [InlineData(Head + "Transfer-Encoding: chunked\r\n\r\n", false)]
    [InlineData(Head + "Content-Length: 2\r\n\r\n{}", true)]
    [InlineData(Head + "Content-Length: 2\r\n\r\n{", false)]
    [InlineData(Head + "Content-Length: 0\r\n\r\n", true)]
    [InlineData(Head, false)]
    public void Should_know_where_it_ends(string answer, bool isWhole) => Assert.Equal(isWhole, Answer.IsWhole(Encoding.ASCII.GetBytes(answer)));

    [Fact]
    public void Should_find_status_and_order()
    {
        var answer = Encoding.ASCII.GetBytes(Head + "Content-Length: 0\r\n\r\n");

        Assert.Equal(202, Answer.StatusOf(answer));
        Assert.Equal(new Guid("01938c5e-7d3a-7c44-9f0a-5d2b8e6a1c90"), Answer.OrderIdOf(answer));
        Assert.Null(Answer.OrderIdOf("HTTP/1.1 429 Too Many Requests\r\n\r\n"u8));
    }

    [Fact]
    public void Should_give_a_sample_to_the_innermost_stage()
    {
        string[] lines =
        [
            ".NET TP Worker   4711 ",
            "\t    7f00 memmove+0x10 (/usr/lib/libc.so.6)",
            "\t    7f01 void [Npgsql] Npgsql.NpgsqlCommand::Run()[Tier1] (/tmp/perf-4711.map)",
            "\t    7f02 void [Workflow.Messaging] Workflow.Messaging.Lanes.Lane::Commit()[Tier1] (/tmp/perf-4711.map)",
            "",
            "postgres 12 ",
            "\t    1 [unknown] ([kernel.kallsyms])",
            "",
        ];

        var samples = StackSample.Read(lines).ToList();

        Assert.Equal([4711, 12], samples.Select(sample => sample.ProcessId));
        Assert.Equal(("PostgreSQL client", "C library"), (Stages.StageOf(samples[0]), Stages.LibraryOf(samples[0])));
        Assert.Equal(("other", "kernel"), (Stages.StageOf(samples[1]), Stages.LibraryOf(samples[1])));
    }
}
