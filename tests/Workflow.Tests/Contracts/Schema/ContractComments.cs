using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Workflow.Contracts;

namespace Workflow.Tests.Contracts.Schema;

/// <summary>The documentation comments of the contracts, as text for people who do not read C#.</summary>
internal static partial class ContractComments
{
    private static readonly Dictionary<string, XElement> Members = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Workflow.Contracts.xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    internal static string Of(Type type) => Text(Members[$"T:{type.FullName}"].Element("summary")!);

    internal static string Of(PropertyInfo property)
    {
        if (Members.TryGetValue($"P:{property.DeclaringType!.FullName}.{property.Name}", out var member) && member.Element("summary") is { } summary)
            return Text(summary);
        return Text(Members[$"T:{property.DeclaringType.FullName}"].Elements("param").Single(param => param.Attribute("name")!.Value == property.Name));
    }

    /// <summary>Who sends and who consumes a message, as its comment says.</summary>
    internal static (string Sender, string Consumer) PartiesOf(Type type)
    {
        var text = Of(type);
        if (Both().Match(text) is { Success: true } both)
            return (both.Groups[1].Value, both.Groups[1].Value);
        var parties = Parties().Match(text);
        Assert.True(parties.Success, $"The comment of {type.Name} does not say 'Sender: … . Consumer: … .'.");
        return (parties.Groups[1].Value, parties.Groups[2].Value);
    }

    private static string Text(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => Shown(see.Attribute("cref")!.Value),
        XElement other => string.Concat(other.Nodes().Select(Text)),
        _ => "",
    };

    // A message is shown by its pinned name, a field by its name in JSON, a list of values by the values.
    private static string Shown(string reference)
    {
        var name = reference[(reference.LastIndexOf('.') + 1)..];
        if (reference.StartsWith("P:", StringComparison.Ordinal))
            return System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);
        var type = typeof(OrderMessage).Assembly.GetType(reference[2..]);
        if (type is not null && ContractCatalog.TryGetWireName(type, out var wireName))
            return wireName;
        return type?.GetProperty("All")?.GetValue(null) is IEnumerable<string> values ? string.Join(", ", values) : name;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"Sender and consumer: ([^.,;]+)")]
    private static partial Regex Both();

    [GeneratedRegex(@"Sender: ([^.,;]+)[^:]*\. Consumer: ([^.,;]+)")]
    private static partial Regex Parties();
}
