using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Tests.House;

namespace Workflow.Tests.Contracts.Schema;

/// <summary>
/// The files that are made from the contracts. With <c>WORKFLOW_WRITE_CONTRACTS=1</c> in the environment the tests write them
/// instead of comparing.
/// </summary>
internal static class ContractFiles
{
    internal const string Command = "WORKFLOW_WRITE_CONTRACTS=1 dotnet run --project tests/Workflow.Tests -c Release -- -namespace Workflow.Tests.Contracts";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static bool AreWritten { get; } = Environment.GetEnvironmentVariable("WORKFLOW_WRITE_CONTRACTS") == "1";

    internal static string SchemaFolder { get; } = Path.Combine(Repository.Root, "src", "Workflow.Contracts", "schema");

    internal static string GoldenFolder { get; } = Path.Combine(Repository.Root, "tests", "Workflow.Tests", "Contracts", "golden");

    /// <summary>Version of the package, by which golden files are kept.</summary>
    internal static string Version { get; } = Repository.Project("src/Workflow.Contracts/Workflow.Contracts.csproj").Descendants("Version").Single().Value;

    internal static string ToText(JsonNode node) => node.ToJsonString(Indented) + "\n";

    internal static void AssertFresh(string path, string text) => AssertFresh(path, System.Text.Encoding.UTF8.GetBytes(text));

    internal static void AssertFresh(string path, byte[] content)
    {
        if (AreWritten)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
        Assert.True(
            File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content),
            $"{Path.GetRelativePath(Repository.Root, path)} is not what the contracts say. If the change is meant, run: {Command}");
    }
}
