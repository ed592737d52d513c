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

    [GeneratedRegex(@"\b(When_\w+|\w+Tests)\b")]
    private static partial Regex Name();
}
