using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workflow.Contracts;
using Workflow.Tests.House;

namespace Workflow.Tests.Contracts;

/// <summary>What docs/integration.md shows others is what they get.</summary>
public sealed partial class IntegrationDocumentTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "integration.md"));

    public static TheoryData<string, string> Routes =>
        [.. ContractCatalog.WireNames.SelectMany(name => ContractCatalog.TryGetRoutingKey(name, out var key) ? [(key, name)] : Array.Empty<(string, string)>())];

    [Theory]
    [MemberData(nameof(Routes))]
    public void Should_list_every_event_and_show_all_of_its_fields(string routingKey, string wireName)
    {
        Assert.Contains($"| `{routingKey}` | `{wireName}` |", Text, StringComparison.Ordinal);
        var example = Examples().Matches(Text).Single(match => match.Groups[1].Value == routingKey).Groups[2].Value;

        AssertWhole(example, wireName);
    }

    [Fact]
    public void Should_show_a_whole_callback() =>
        AssertWhole(Examples().Matches(Text).Single(match => match.Groups[2].Value.Contains("payStatus", StringComparison.Ordinal)).Groups[2].Value, "payment-callback.v1");

    private static void AssertWhole(string example, string wireName)
    {
        Assert.True(ContractCatalog.TryGetTypeInfo(wireName, out var type));
        var message = JsonSerializer.Deserialize(example, type);

        Assert.Equal(Fields(JsonSerializer.SerializeToNode(message, type)), Fields(JsonNode.Parse(example)));
        Assert.Equal(type.Properties.Count, Fields(JsonNode.Parse(example)).Count);
    }

    private static List<string> Fields(JsonNode? node) => [.. node!.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal)];

    // The nearest heading above an example names it.
    [GeneratedRegex(@"^### (?:`([a-z.-]+)`|[^\n]*)\n(?:(?!^### ).)*?```json\n(.*?)```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Examples();
}
