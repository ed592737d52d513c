using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Workflow.Benchmarks.Report;

/// <summary>Where and of what something was measured. Nothing that names the machine itself.</summary>
internal sealed record Machine(string Processor, int Cores, int MemoryGb, string System, string Runtime, string Commit, string At)
{
    public static Machine Describe(string root) => new(
        Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        (int)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        CommitOf(root),
        DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture));

    public override string ToString() => $"{Processor}, {Cores} cores, {MemoryGb} GB; {System}; {Runtime}; commit {Commit}; {At}";

    private static string? Field(string file, string name) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;

    private static string CommitOf(string root)
    {
        var hash = Git(root, "rev-parse", "--short=12", "HEAD");
        // Only the sources count: pictures of an earlier bench that wait for their commit change no figure.
        return hash.Length == 0 ? "unknown" : Git(root, "status", "--porcelain", "--", "src", "migrations").Length == 0 ? hash : hash + "+changes";
    }

    private static string Git(string root, params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", root, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : "";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No git here: the sources came another way.
            return "";
        }
    }
}
