using Workflow.Tests.Contracts.Schema;

namespace Workflow.Tests.Contracts;

/// <summary>The contracts of today break nobody who has those of the baseline, and a break would be found and explained.</summary>
public sealed class CompatibilityTests
{
    private static readonly string BaselinePath = Path.Combine(ContractFiles.SchemaFolder, "baseline.json");

    private static ContractModel Baseline => File.Exists(BaselinePath) ? ContractModel.FromJson(File.ReadAllText(BaselinePath)) : ContractModel.Current;

    public static TheoryData<string, string> Breaks
    {
        get
        {
            var breaks = new TheoryData<string, string>();
            foreach (var message in ContractModel.Current.Messages)
                foreach (var (kind, planted) in PlantedBreaks.All)
                    if (planted.Fits(message))
                        breaks.Add(message.Name, kind);
            return breaks;
        }
    }

    public static TheoryData<string> RowBreaks => [.. PlantedBreaks.OfRows.Select(planted => planted.Key)];

    [Fact]
    public void Should_break_nobody()
    {
        var breaks = Compatibility.Check(Baseline, ContractModel.Current);

        Assert.True(breaks.Count == 0, string.Join('\n', breaks));
        ContractFiles.AssertFresh(BaselinePath, ContractModel.Current.ToJson());
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public void Should_find_a_break_in_any_message_and_say_what_to_do(string name, string kind)
    {
        var planted = PlantedBreaks.All[kind];
        var before = ContractModel.Current;
        var now = before with { Messages = [.. before.Messages.Select(message => message.Name == name ? planted.Plant(message) : message).OfType<MessageModel>()] };

        var sentence = Assert.Single(Compatibility.Check(before, now));

        Assert.StartsWith(name, sentence, StringComparison.Ordinal);
        Assert.Contains(planted.Says, sentence, StringComparison.Ordinal);
        Assert.Contains(planted.Remedy, sentence, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RowBreaks))]
    public void Should_find_a_break_in_the_rows_of_lists(string kind)
    {
        var before = ContractModel.Current;
        foreach (var row in before.Rows)
        {
            var now = before with { Rows = [.. before.Rows.Select(one => one == row ? one with { Fields = PlantedBreaks.OfRows[kind](one.Fields) } : one)] };
            Assert.StartsWith(row.Name, Assert.Single(Compatibility.Check(before, now)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Should_allow_what_breaks_nobody()
    {
        var before = ContractModel.Current;
        var grown = before with
        {
            Messages =
            [
                .. before.Messages.Select(message => message with
                {
                    Fields = [.. message.Fields.Select(field => field.Values is null ? field : field with { Values = [.. field.Values, "ADDED"] }), new FieldModel("note", FieldKinds.Text, false, 31)],
                }),
                new MessageModel("order-archived.v1", "order.archived", before.Messages[0].Fields),
            ],
        };

        Assert.Empty(Compatibility.Check(before, grown));
    }

    [Fact]
    public void Should_read_the_baseline_as_it_was_written() =>
        Assert.Equal(ContractModel.Current.ToJson(), ContractModel.FromJson(ContractModel.Current.ToJson()).ToJson());
}
