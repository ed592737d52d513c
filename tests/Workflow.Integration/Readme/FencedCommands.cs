using System.Diagnostics;
using System.Text.RegularExpressions;
using Workflow.Integration.Processes;

namespace Workflow.Integration.Readme;

/// <summary>The commands in a document: the lines of its fenced blocks that have no language.</summary>
internal static partial class FencedCommands
{
    /// <summary>Commands of the README and of the documents that it leads to, each with where it stands; continued lines in one.</summary>
    public static IEnumerable<(string Where, string Command)> All() =>
        Directory.GetFiles(Path.Combine(Programs.Root, "docs"), "*.md").Append(Path.Combine(Programs.Root, "README.md"))
            .SelectMany(path => In(File.ReadAllText(path)).Select(command => (Path.GetFileName(path), command)));

    public static IEnumerable<string> In(string document) => Fence().Matches(document)
        .SelectMany(block => Split(block.Groups[1].Value));

    /// <summary>Those of the script, without settings before and comments behind: verb and options.</summary>
    public static IEnumerable<(string Where, string Verb, IReadOnlyList<string> Options)> OfTheScript() =>
        from found in All()
        let match = Script().Match(found.Command)
        where match.Success
        select (found.Where, match.Groups[1].Value, (IReadOnlyList<string>)[.. Option().Matches(match.Groups[2].Value.Split(" #")[0]).Select(option => option.Groups[1].Value)]);

    /// <summary>Runs one in the working copy, as a reader would; what it printed. Fails unless it ends with 0.</summary>
    public static async Task<string> RunAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = Programs.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var shell = Process.Start(start)!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync().WaitAsync(TestProcess.Patience);
        Assert.True(shell.ExitCode == 0, $"{command}\n{await output}{await errors}");
        return await output;
    }

    // A text in quotes may go over several lines.
    private static IEnumerable<string> Split(string block)
    {
        var command = "";
        foreach (var line in block.Split('\n'))
        {
            command = command.Length == 0 ? line : $"{command}\n{line}";
            if (command.Count(character => character == '\'') % 2 == 1 || command.EndsWith('\\'))
                continue;
            if (command.Trim().Length > 0)
                yield return command.Trim();
            command = "";
        }
    }

    [GeneratedRegex(@"^ *```\n(.*?)^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^(?:[A-Za-z_]+=\S+ )*\./workflow ([a-z-]+)(.*)$", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex(@"(?<=\s)--([A-Za-z:-]+)")]
    private static partial Regex Option();
}
