using System.Text;
using Workflow.Orchestrator.Intake;

namespace Workflow.Tests.Intake;

public sealed class OrderDigestTests
{
    private const string Base = """{"reference":"1","customerId":"c","currency":"EUR","placedAt":"2010-12-01T08:26:00Z","lines":[{"sku":"A","quantity":1,"unitPrice":2.5},{"sku":"B","quantity":2,"unitPrice":1}]}""";

    [Theory]
    [InlineData("""{ "lines" : [ {"unitPrice":2.5, "sku":"A","quantity":1},{"quantity":2,"sku":"B","unitPrice":1} ] , "placedAt":"2010-12-01T08:26:00Z","customerId":"c","currency":"EUR", "reference":"1" }""")]
    [InlineData("""{"reference":"1","customerId":"c","placedAt":"2010-12-01T09:26:00.000+01:00","businessType":"NORMAL","country":null,"lines":[{"sku":"\u0041","quantity":1,"unitPrice":2.5000},{"sku":"B","quantity":2,"unitPrice":10e-1}]}""")]
    public void Should_be_equal_for_the_same_meaning(string same) => Assert.Equal(Digest(Base), Digest(same));

    [Theory]
    [InlineData("\"1\",\"customerId\":\"c\"", "\"1c\",\"customerId\":\"c\"")]
    [InlineData("\"reference\":\"1\",\"customerId\":\"c\"", "\"reference\":\"c\",\"customerId\":\"1\"")]
    [InlineData("\"reference\":\"1\",", "")]
    [InlineData("\"reference\":\"1\",", "\"country\":\"1\",")]
    [InlineData("EUR", "GBP")]
    [InlineData("\"currency\":\"EUR\"", "\"businessType\":\"SECKILL\"")]
    [InlineData("08:26:00Z", "08:26:01Z")]
    [InlineData("\"quantity\":1", "\"quantity\":2")]
    [InlineData("2.5", "2.5001")]
    [InlineData("\"sku\":\"A\"", "\"sku\":\"a\"")]
    [InlineData("\"unitPrice\":1}]", "\"unitPrice\":1},{\"sku\":\"C\",\"quantity\":1,\"unitPrice\":0}]")]
    [InlineData("{\"sku\":\"A\",\"quantity\":1,\"unitPrice\":2.5},{\"sku\":\"B\",\"quantity\":2,\"unitPrice\":1}", "{\"sku\":\"B\",\"quantity\":2,\"unitPrice\":1},{\"sku\":\"A\",\"quantity\":1,\"unitPrice\":2.5}")]
    public void Should_differ_for_another_meaning(string old, string other)
    {
        var changed = Base.Replace(old, other);
        Assert.NotEqual(Base, changed);
        Assert.NotEqual(Digest(Base), Digest(changed));
    }

    [Fact]
    public void Should_not_contain_the_key()
    {
        var reader = new OrderRequestReader(new IntakeOptions());
        var keyed = Encoding.UTF8.GetBytes(Base.Insert(1, "\"idempotencyKey\":\"k\","));
        Assert.True(reader.TryReadBatchLine(new(keyed), out var order, out _));
        Assert.Equal(Digest(Base), order.Digest());
    }

    [Fact]
    public void Should_stay_what_it_is_because_it_is_stored() =>
        Assert.Equal("C02980733C8ECD1A54DFFB9B99F9DD8486C51AD6EC789CD7D98F837F6E629901", Convert.ToHexString(Digest(Base)));

    [Fact]
    public void Should_hold_the_longest_texts()
    {
        var sku = string.Concat(Enumerable.Repeat("€", 64));
        var lines = string.Join(',', Enumerable.Repeat($$"""{"sku":"{{sku}}","quantity":1,"unitPrice":1}""", 2_000));
        Assert.Equal(32, Digest(Bodies.WithLine(lines)).Length);
    }

    private static byte[] Digest(string body) => Bodies.Accepted(body).Digest();
}
