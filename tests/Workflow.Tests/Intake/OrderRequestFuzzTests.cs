using System.Text;
using Workflow.Contracts;
using Workflow.Orchestrator.Intake;

namespace Workflow.Tests.Intake;

public sealed class OrderRequestFuzzTests
{
    private static readonly string[] Pieces =
        ["\"", "{", "}", "[", "]", ",", ":", "null", "-", "1e9", "\\u0000", "\\ud83d", "\\", "\0", "\u00ff", "\"sku\":", "\"lines\":[", "9999999999999", "0.00000001", "\n"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Should_never_throw_and_never_accept_what_breaks_a_rule(int seed)
    {
        var random = new Random(seed);
        var reader = new OrderRequestReader(new IntakeOptions());
        var valid = Encoding.UTF8.GetBytes(Bodies.Full);
        var accepted = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var body = Mutate(valid, random);
            if (reader.TryReadBatchLine(Bodies.Split(body, random.Next(1, body.Length + 2)), out var order, out var errors))
            {
                accepted++;
                AssertObeysEveryRule(order);
                Assert.Empty(errors);
            }
            else
            {
                Assert.NotEmpty(errors);
                Assert.All(errors, error => Assert.False(string.IsNullOrEmpty(error.Field + error.Code) || error.Message.Length == 0));
            }
        }
        Assert.InRange(accepted, 1, 19_999);
    }

    private static byte[] Mutate(byte[] valid, Random random)
    {
        var body = valid.ToList();
        for (var n = random.Next(1, 5); n > 0 && body.Count > 0; n--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(5))
            {
                case 0: body[at] = (byte)random.Next(256); break;
                case 1: body.RemoveRange(at, Math.Min(body.Count - at, random.Next(1, 12))); break;
                case 2: body.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)])); break;
                case 3: body.InsertRange(at, body.GetRange(at, Math.Min(body.Count - at, random.Next(1, 40)))); break;
                default: body[at] = (byte)"0123456789\"AZaz"[random.Next(15)]; break;
            }
        }
        return [.. body];
    }

    private static void AssertObeysEveryRule(OrderRequest order)
    {
        Assert.InRange(order.Lines.Count, 1, 2_000);
        Assert.Equal(order.Total, order.Lines.Sum(line => line.Quantity * line.UnitPrice));
        Assert.InRange(order.Total, 0.0001m, 10_000_000_000_000m);
        Assert.True(BusinessTypes.IsKnown(order.BusinessType));
        Assert.Matches("^[A-Z]{3}$", order.Currency);
        foreach (var line in order.Lines)
        {
            Assert.InRange(line.Quantity, 1, 1_000_000);
            Assert.InRange(line.UnitPrice, 0, 1_000_000_000);
            Assert.Equal(line.UnitPrice, decimal.Round(line.UnitPrice, 4));
            Assert.InRange(line.Sku.Length, 1, 128);
            Assert.DoesNotContain(line.Sku, char.IsControl);
        }
        Assert.Equal(32, order.Digest().Length);
    }
}
