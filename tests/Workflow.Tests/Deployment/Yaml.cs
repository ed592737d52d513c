using Workflow.Tests.House;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Workflow.Tests.Deployment;

/// <summary>Reads the YAML files of the repository; anchors and merges are resolved.</summary>
internal static class Yaml
{
    public static IReadOnlyList<YamlMappingNode> Documents(string path)
    {
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(new StringReader(Repository.Text(path)))));
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    /// <summary>The node at a path of names such as <c>spec.template</c>; null when there is none.</summary>
    public static YamlNode? At(this YamlNode? node, string path) => path.Split('.').Aggregate(node, (at, name) =>
        at is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null);

    public static string? Text(this YamlNode? node, string path) => (node.At(path) as YamlScalarNode)?.Value;

    public static IEnumerable<YamlNode> Items(this YamlNode? node, string path) => (node.At(path) as YamlSequenceNode)?.Children ?? [];

    public static IEnumerable<(string Name, YamlNode Value)> Fields(this YamlNode? node, string path) =>
        (node.At(path) as YamlMappingNode)?.Children.Select(pair => (((YamlScalarNode)pair.Key).Value!, pair.Value)) ?? [];
}
