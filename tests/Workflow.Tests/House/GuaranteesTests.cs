using System.Text.RegularExpressions;

namespace Workflow.Tests.House;

/// <summary>A guarantee whose test was renamed or removed is no guarantee.</summary>
public sealed partial class GuaranteesTests
{
    [Fact]
    public void Should_name_tests_that_exist()
    {
        var named = Name().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "GUARANTEES.md"))).Select(match => match.Groups[1].Value);
        var existing = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet();

        Assert.Empty(named.Where(name => !existing.Contains(name)).Distinct());
    }

    // The tests of others are named with the project that they belong to.
    [GeneratedRegex(@"(?<!(?:MassTransit|NServiceBus)/[\w/]*)\b(When_\w+|\w+Tests)\b")]
    private static partial Regex Name();
}
