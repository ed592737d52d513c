using Workflow.Host.OperatorConsole.Actions;
using Workflow.Orchestrator.Intake;

namespace Workflow.Tests.Operators;

/// <summary>What an admin types into the console's form of a delivery.</summary>
public sealed class When_goods_are_written_down
{
    [Fact]
    public void Should_read_a_product_a_line_whatever_space_stands_between()
    {
        List<FieldError> errors = [];
        var lines = StockForms.Lines("85123A 40\r\n\r\n  mug, blue\t7  \n10002 1", errors);
        Assert.Empty(errors);
        Assert.Equal([("85123A", 40), ("mug, blue", 7), ("10002", 1)], lines.Select(line => (line.Sku, line.Quantity)));
    }

    [Theory]
    [InlineData("85123A")]
    [InlineData("85123A forty")]
    [InlineData("85123A -4")]
    [InlineData("85123A 4.5")]
    [InlineData("85123A 99999999999999")]
    public void Should_name_the_line_that_cannot_be_read(string wrong)
    {
        List<FieldError> errors = [];
        StockForms.Lines($"10002 1\n{wrong}", errors);
        Assert.StartsWith("Line 2 ", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_complain_of_ten_thousand_lines_one_by_one()
    {
        List<FieldError> errors = [];
        StockForms.Lines(string.Join('\n', Enumerable.Repeat("x", 10_000)), errors);
        Assert.Equal(20, errors.Count);
    }
}
