using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Workflow.Orchestrator.Intake;

namespace Workflow.Tests.Intake;

public sealed class HeaderTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    public static TheoryData<string, string> GoodKeys => new()
    {
        { "8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324" },
        { "\"8e03978e\"", "8e03978e" },
        { " bare ", "bare" },
        { "a\"b", "a\"b" },
        { """
          "a\"b\\c"
          """, "a\"b\\c" },
        { new string('k', 255), new string('k', 255) },
        { "\"" + new string('k', 255) + "\"", new string('k', 255) },
    };

    [Theory]
    [MemberData(nameof(GoodKeys))]
    public void Should_read_a_key_bare_or_quoted(string header, string expected)
    {
        Assert.Null(IdempotencyKey.Read(header, out var key));
        Assert.Equal(expected, key);
    }

    [Fact]
    public void Should_go_without_a_key()
    {
        Assert.Null(IdempotencyKey.Read(StringValues.Empty, out var key));
        Assert.Null(key);
    }

    public static TheoryData<string, string> BadKeys => new()
    {
        { "", "empty" },
        { "  ", "empty" },
        { "\"\"", "empty" },
        { "a b", "invalid_character" },
        { "\"a b\"", "invalid_character" },
        { "ä", "invalid_character" },
        { "a\tb", "invalid_character" },
        { "\"", "invalid_format" },
        { "\"abc", "invalid_format" },
        { "\"abc\"d", "invalid_format" },
        { "\"abc\";x=1", "invalid_format" },
        { "\"a\\b\"", "invalid_format" },
        { "\"a\\", "invalid_format" },
        { new string('k', 256), "too_long" },
        { "\"" + new string('k', 256) + "\"", "too_long" },
        { "\"" + new string('k', 10_000) + "\"", "too_long" },
    };

    [Theory]
    [MemberData(nameof(BadKeys))]
    public void Should_refuse_a_wrong_key(string header, string code)
    {
        var error = IdempotencyKey.Read(header, out var key);
        Assert.Equal(("Idempotency-Key", code), (error?.Field, error?.Code));
        Assert.Null(key);
    }

    [Fact]
    public void Should_refuse_two_keys() =>
        Assert.Equal("duplicate_field", IdempotencyKey.Read(new StringValues(["a", "b"]), out _)?.Code);

    [Theory]
    [InlineData($"00-{TraceId}-00f067aa0ba902b7-01")]
    [InlineData($" 00-{TraceId}-00f067aa0ba902b7-00 ")]
    [InlineData($"cc-{TraceId}-00f067aa0ba902b7-01-what-the-future-holds")]
    [InlineData($"cc-{TraceId}-00f067aa0ba902b7-01")]
    public void Should_take_the_trace_id(string header) => Assert.Equal(TraceId, TraceParent.TraceIdOrNew(header));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("junk")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData($"00-{TraceId}-0000000000000000-01")]
    [InlineData($"ff-{TraceId}-00f067aa0ba902b7-01")]
    [InlineData($"00-{TraceId}-00f067aa0ba902b7-01-more")]
    [InlineData($"00-{TraceId}-00f067aa0ba902b7-0")]
    [InlineData($"00-{TraceId}-00f067aa0ba902b7-0g")]
    [InlineData($"cc-{TraceId}-00f067aa0ba902b7-01more")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    [InlineData($"00_{TraceId}_00f067aa0ba902b7_01")]
    public void Should_start_a_trace_when_the_header_is_wrong(string? header)
    {
        Assert.False(TraceParent.TryRead(header, out _));
        var first = TraceParent.TraceIdOrNew(header);
        Assert.Matches("^[0-9a-f]{32}$", first);
        Assert.NotEqual(first, TraceParent.TraceIdOrNew(header));
        Assert.NotEqual(TraceId, first);
    }

    [Fact]
    public void Should_tell_the_same_trace_id_to_all_who_ask_during_a_request()
    {
        var (one, other, named) = (new DefaultHttpContext(), new DefaultHttpContext(), new DefaultHttpContext());
        named.Request.Headers.TraceParent = $"00-{TraceId}-00f067aa0ba902b7-01";
        var first = TraceParent.TraceIdOf(one);

        Assert.Matches("^[0-9a-f]{32}$", first);
        Assert.Equal(first, TraceParent.TraceIdOf(one));
        Assert.NotEqual(first, TraceParent.TraceIdOf(other));
        Assert.Equal(TraceId, TraceParent.TraceIdOf(named));
    }

    [Fact]
    public void Should_know_the_client_by_header_else_address()
    {
        Assert.Null(ClientId.Read("shop-7", IPAddress.Loopback, out var named));
        Assert.Null(ClientId.Read(StringValues.Empty, IPAddress.Loopback, out var addressed));
        Assert.Null(ClientId.Read(StringValues.Empty, null, out var unknown));
        Assert.Equal(("shop-7", "127.0.0.1", "unknown"), (named, addressed, unknown));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a b", "invalid_character")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", "too_long")]
    public void Should_refuse_a_wrong_client_id(string header, string code)
    {
        var error = ClientId.Read(header, null, out _);
        Assert.Equal(("X-Client-Id", code), (error?.Field, error?.Code));
    }
}
