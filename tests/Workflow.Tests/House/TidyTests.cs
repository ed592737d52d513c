using System.Text.RegularExpressions;

namespace Workflow.Tests.House;

/// <summary>The house rules that a machine can check.</summary>
public sealed partial class TidyTests
{
    private const int MostLines = 400;
    private const int UsualLines = 200;
    private const double UsualShare = 0.9;

    // Put together, so that this file does not break its own rule.
    private static readonly Regex LeftBehind = new(@"\bTO" + @"DO\b|\bFIX" + @"ME\b|#\s*reg" + "ion", RegexOptions.CultureInvariant);

    private static readonly SourceFile[] Files = [.. Repository.SourceFiles("src", "tests", "tools")];

    [Fact]
    public void Should_keep_every_file_short_enough_to_read() =>
        AssertNone(Files.Where(file => file.Lines > MostLines).Select(file => $"{file.Path}: {file.Lines} lines, at most {MostLines}"));

    [Fact]
    public void Should_keep_nine_files_in_ten_small()
    {
        var longer = Files.Where(file => file.Lines >= UsualLines).Select(file => $"{file.Path}: {file.Lines} lines").ToList();

        Assert.NotEmpty(Files);
        Assert.True(
            longer.Count <= Files.Length * (1 - UsualShare),
            $"{longer.Count} of {Files.Length} files have {UsualLines} lines or more:\n{string.Join('\n', longer)}");
    }

    [Fact]
    public void Should_leave_no_reminders_and_no_folding_behind() =>
        AssertNone(Files.SelectMany(file => LeftBehind.Matches(file.Text).Select(match => $"{file.Path}: {match.Value}")));

    [Fact]
    public void Should_have_no_empty_catch() =>
        AssertNone(Files.SelectMany(file => EmptyCatches(file.Text).Select(found => $"{file.Path}: {found}")));

    [Theory]
    [InlineData("try { } catch { }", true)]
    [InlineData("try { } catch (IOException) { }", true)]
    [InlineData("try { } catch (IOException e) when (e.HResult == 3)\n{\n    // it is gone\n}", true)]
    [InlineData("try { } catch (IOException) { return; }", false)]
    [InlineData("try { } catch { throw; }", false)]
    public void Should_tell_an_empty_catch_from_one_that_acts(string code, bool empty) =>
        Assert.Equal(empty, EmptyCatches(code).Any());

    [Fact]
    public void Should_keep_the_contracts_free_of_dependencies()
    {
        var project = Repository.Project("src/Workflow.Contracts/Workflow.Contracts.csproj");

        Assert.DoesNotContain(project.Descendants(), element =>
            element.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference" or "Reference");
    }

    [Theory]
    [InlineData("Workflow.Contracts", new string[0])]
    [InlineData("Workflow.Messaging", new[] { "Workflow.Contracts" })]
    [InlineData("Workflow.Orchestrator", new[] { "Workflow.Contracts", "Workflow.Messaging" })]
    [InlineData("Workflow.Testing", new[] { "Workflow.Contracts", "Workflow.Messaging", "Workflow.Orchestrator" })]
    [InlineData("Workflow.Participants", new[] { "Workflow.Contracts", "Workflow.Messaging" })]
    public void Should_refer_to_projects_below_only(string project, string[] allowed) =>
        Assert.Empty(Repository.ReferencesOf(project).Except(allowed));

    [Fact]
    public void Should_let_no_project_see_the_host()
    {
        var projects = Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(path => Path.GetFileName(path));

        AssertNone(projects.Where(project => Repository.ReferencesOf(project).Contains("Workflow.Host")));
    }

    private static IEnumerable<string> EmptyCatches(string code) =>
        EmptyCatch().Matches(CommentOrLiteral().Replace(code, "")).Select(match => match.Value.ReplaceLineEndings(" "));

    private static void AssertNone(IEnumerable<string> findings) => Assert.Empty(findings);

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|'(\\.|[^'\\\n])+'|""(\\.|[^""\\\n])*""", RegexOptions.Singleline)]
    private static partial Regex CommentOrLiteral();

    [GeneratedRegex(@"\bcatch\b[^{;}]*\{\s*\}")]
    private static partial Regex EmptyCatch();
}
