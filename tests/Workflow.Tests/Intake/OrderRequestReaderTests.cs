using System.Buffers;
using System.Text;
using Workflow.Contracts;
using Workflow.Orchestrator.Intake;

namespace Workflow.Tests.Intake;

public sealed class OrderRequestReaderTests
{
    [Fact]
    public void Should_read_every_field()
    {
        var order = Bodies.Accepted(Bodies.Full);
        Assert.Equal("536365", order.Reference);
        Assert.Equal("17850", order.CustomerId);
        Assert.Equal("United Kingdom", order.Country);
        Assert.Equal("GBP", order.Currency);
        Assert.Equal("SECKILL", order.BusinessType);
        Assert.Equal(new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero), order.PlacedAt);
        Assert.Equal([new OrderLine("85123A", 6, 2.55m), new OrderLine("BANK CHARGES", 1, 0.125m)], order.Lines);
        Assert.Equal(15.425m, order.Total);
    }

    [Theory]
    [InlineData("""{"lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""")]
    [InlineData("""{"reference":null,"customerId":null,"country":null,"currency":null,"businessType":null,"placedAt":null,"lines":[{"unitPrice":1,"quantity":1,"sku":"A"}]}""")]
    [InlineData("\uFEFF \r\n\t{\"l\\u0069nes\":[{\"sku\":\"\\u0041\",\"quantity\":1,\"unitPrice\":1e0}]}\n")]
    public void Should_fill_in_defaults(string body)
    {
        var order = Bodies.Accepted(body);
        Assert.Equal(("EUR", BusinessTypes.Normal), (order.Currency, order.BusinessType));
        Assert.Null(order.Reference ?? order.CustomerId ?? order.Country);
        Assert.Null(order.PlacedAt);
        Assert.Equal([new OrderLine("A", 1, 1m)], order.Lines);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("m")]
    [InlineData("BANK CHARGES")]
    [InlineData("gift_0001_20")]
    [InlineData("Größe-Ω")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Should_keep_a_sku_as_it_is(string sku) =>
        Assert.Equal(sku, Bodies.Accepted(Bodies.WithLine($$"""{"sku":"{{sku}}","quantity":1,"unitPrice":1}""")).Lines[0].Sku);

    [Fact]
    public void Should_count_characters_not_bytes()
    {
        var longest = string.Concat(Enumerable.Repeat("😀", 64));
        Assert.Equal(longest, Bodies.Accepted(Bodies.WithField("country", $"\"{longest}\"")).Country);
        var escaped = string.Concat(Enumerable.Repeat("\\ud83d\\ude00", 64));
        Assert.Equal(longest, Bodies.Accepted(Bodies.WithField("country", $"\"{escaped}\"")).Country);
        Assert.Equal("too_long", Assert.Single(Bodies.Refused(Bodies.WithField("country", $"\"{longest}x\""))).Code);
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("2.5500000000000000000000000000000000000000", "2.55")]
    [InlineData("1e2", "100")]
    [InlineData("12345e-4", "1.2345")]
    [InlineData("1000000000", "1000000000")]
    [InlineData("999999999.9999", "999999999.9999")]
    [InlineData("13541.33", "13541.33")]
    [InlineData("100.00", "100")]
    [InlineData("0.10E+1", "1")]
    [InlineData("10203.0405", "10203.0405")]
    public void Should_read_a_price_exactly(string written, string price)
    {
        var order = Bodies.Accepted(Bodies.WithLine($$"""{"sku":"A","quantity":3,"unitPrice":{{written}}}"""));
        var expected = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(expected, order.Lines[0].UnitPrice);
        Assert.Equal(3 * expected, order.Total);
        Assert.Equal(price, order.Lines[0].UnitPrice.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("-0")]
    [InlineData("0e999999999999999999999")]
    public void Should_accept_a_free_line_beside_a_paid_one(string zero) =>
        Assert.Equal(15.3m, Bodies.Accepted(Bodies.WithLine($$"""{"sku":"A","quantity":3,"unitPrice":{{zero}}},{{Bodies.Line}}""")).Total);

    [Theory]
    [InlineData("2010-12-01T08:26:00+01:00", "2010-12-01T07:26:00.0000000")]
    [InlineData("2010-12-01t08:26:00.5z", "2010-12-01T08:26:00.5000000")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000")]
    [InlineData("2024-02-29T00:00:00.123456789-23:59", "2024-02-29T23:59:00.1234567")]
    public void Should_read_placedAt_as_UTC(string written, string utc) =>
        Assert.Equal(utc, Bodies.Accepted(Bodies.WithField("placedAt", $"\"{written}\"")).PlacedAt!.Value.UtcDateTime.ToString("O").TrimEnd('Z'));

    [Fact]
    public void Should_accept_as_many_lines_as_allowed()
    {
        Assert.Equal(2_000, Bodies.Accepted(Bodies.WithLines(2_000)).Lines.Count);
        var error = Assert.Single(Bodies.Refused(Bodies.WithLines(2_001)));
        Assert.Equal(("lines", "too_many_lines"), (error.Field, error.Code));
        Assert.Contains("2001", error.Message);
    }

    [Fact]
    public void Should_obey_configured_limits()
    {
        var options = new IntakeOptions { MaxLines = 2, MaxQuantity = 5 };
        Assert.Equal("too_many_lines", Assert.Single(Bodies.Refused(Bodies.WithLines(3).Replace(":6,", ":5,"), options)).Code);
        Assert.Contains("1 to 5", Assert.Single(Bodies.Refused(Bodies.WithLines(1), options)).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Should_read_split_bodies(int size)
    {
        var reader = new OrderRequestReader(new IntakeOptions());
        var body = Encoding.UTF8.GetBytes(Bodies.Full);
        Assert.True(reader.TryRead(Bodies.Split(body, size), out var split, out _));
        Assert.Equal(Bodies.Accepted(Bodies.Full).Digest(), split.Digest());
    }

    [Fact]
    public void Should_take_a_key_from_a_batch_line_only()
    {
        var reader = new OrderRequestReader(new IntakeOptions());
        var line = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Bodies.WithField("idempotencyKey", "\"a\\/b\"")));
        Assert.True(reader.TryReadBatchLine(line, out var order, out _));
        Assert.Equal("a/b", order.IdempotencyKey);
        Assert.False(reader.TryRead(line, out _, out var errors));
        Assert.Equal(("idempotencyKey", "unknown_field"), (errors[0].Field, errors[0].Code));
        Assert.Contains("header", errors[0].Message);
    }

    [Theory]
    [InlineData("\"\"", "empty")]
    [InlineData("\"a b\"", "invalid_character")]
    [InlineData("\"é\"", "invalid_character")]
    [InlineData("\"\\ud800\"", "invalid_character")]
    [InlineData("5", "wrong_type")]
    public void Should_refuse_a_wrong_key_in_a_batch_line(string key, string code)
    {
        var line = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Bodies.WithField("idempotencyKey", key)));
        Assert.False(new OrderRequestReader(new IntakeOptions()).TryReadBatchLine(line, out _, out var errors));
        Assert.Equal(("idempotencyKey", code), (Assert.Single(errors).Field, errors[0].Code));
    }

    [Fact]
    public void Should_allocate_little_more_than_the_order_itself()
    {
        var reader = new OrderRequestReader(new IntakeOptions());
        var body = Encoding.UTF8.GetBytes(Bodies.WithLines(21));
        for (var i = 0; i < 10; i++)
            reader.TryRead(body, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            reader.TryRead(body, out _, out _);
        // An array of 21 lines of 32 bytes, the order.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 672, 900);
    }

    [Fact]
    public void Should_keep_the_texts_that_recur_and_no_others()
    {
        var reader = new OrderRequestReader(new IntakeOptions());
        var body = """{"reference":"R-1","customerId":"17850","country":"France","currency":"GBP","lines":[{"sku":"85123A","quantity":1,"unitPrice":2.55}]}"""u8.ToArray();

        Assert.True(reader.TryRead(body, out var first, out _));
        Assert.True(reader.TryRead(body, out var second, out _));

        Assert.Same(first.Lines[0].Sku, second.Lines[0].Sku);
        Assert.Same(first.Country, second.Country);
        Assert.Same(first.Currency, second.Currency);
        Assert.Equal((first.Reference, first.CustomerId), (second.Reference, second.CustomerId));
        Assert.NotSame(first.Reference, second.Reference);
        Assert.NotSame(first.CustomerId, second.CustomerId);
    }
}
