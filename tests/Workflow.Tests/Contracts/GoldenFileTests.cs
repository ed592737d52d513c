using System.Text;
using System.Text.Json.Nodes;
using Workflow.Contracts;
using Workflow.Tests.Contracts.Schema;

namespace Workflow.Tests.Contracts;

/// <summary>
/// Each message as each version wrote it. Files of the present version are compared byte by byte; those of older versions
/// are never written again, and must be understood for ever.
/// </summary>
public sealed class GoldenFileTests
{
    private const string Json = ".json";
    private const string Binary = ".pb";

    public static TheoryData<Type> Contracts => [.. SampleMessages.Types];

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(ContractFiles.GoldenFolder, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(ContractFiles.GoldenFolder, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_be_written_as_before(Type type)
    {
        AssertFresh("", SampleMessages.Full(type));
        if (SampleMessages.PropertiesOf(type).Any(property => !SampleMessages.IsRequired(property)))
            AssertFresh(".least", SampleMessages.Least(type));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Should_still_be_read(string file)
    {
        var body = File.ReadAllBytes(Path.Combine(ContractFiles.GoldenFolder, file));
        var json = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(Path.Combine(ContractFiles.GoldenFolder, file), Json)))!.AsObject();

        var message = ContractEncoding.Decode(
            Path.GetFileNameWithoutExtension(file).Replace(".least", ""), body, Path.GetExtension(file) == Binary ? ContractEncoding.Protobuf : ContractEncoding.Json);

        // Nothing that the old file says is lost; what it does not say may have become a default.
        var read = MessageText.NodeOf(message);
        foreach (var (field, value) in json)
            Assert.True(JsonNode.DeepEquals(value, read[field]), $"{field}: the file says {value}, read was {read[field]}.");
    }

    [Fact]
    public void Should_hold_an_older_version_of_every_message_that_it_had()
    {
        var old = Directory.EnumerateFiles(Path.Combine(ContractFiles.GoldenFolder, "0.1.0")).Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => !name.EndsWith(".least", StringComparison.Ordinal)).ToList();

        Assert.Equal(37, old.Count);
        Assert.Empty(old.Except(ContractCatalog.WireNames));
    }

    private static void AssertFresh(string suffix, OrderMessage message)
    {
        var path = Path.Combine(ContractFiles.GoldenFolder, ContractFiles.Version, MessageText.NameOf(message) + suffix);
        ContractFiles.AssertFresh(path + Json, Encoding.UTF8.GetBytes(MessageText.Of(message)));
        ContractFiles.AssertFresh(path + Binary, ContractBinary.Encode(message));
    }
}
