using System.Diagnostics;
using System.Globalization;

namespace Workflow.Benchmarks.Profile;

/// <summary>Asks the kernel's profiler what all cores are doing.</summary>
internal static class CpuProfile
{
    private const string Program = "perf";
    private const int PerSecond = 199;

    /// <summary>Null when the profiler is not installed, or may not look.</summary>
    public static async Task<List<StackSample>?> TakeAsync(string directory, TimeSpan length, CancellationToken stop)
    {
        var file = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"perf-{Environment.ProcessId}.data"));
        try
        {
            // The clock, not the processor's counters: virtual machines have none.
            var seconds = length.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            if (await RunAsync(["record", "-e", "cpu-clock", "-F", $"{PerSecond}", "-g", "-a", "-q", "-o", file, "--", "sleep", seconds], _ => { }, stop) != 0)
                return null;
            List<string> lines = [];
            await RunAsync(["script", "-i", file, "-F", "comm,pid,ip,sym,dso"], lines.Add, stop);
            return [.. StackSample.Read(lines)];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
            return null;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<int> RunAsync(string[] arguments, Action<string> take, CancellationToken stop)
    {
        using var perf = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = perf.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            while (await perf.StandardOutput.ReadLineAsync(stop) is { } line)
                take(line);
            await perf.WaitForExitAsync(stop);
            await errors;
            return perf.ExitCode;
        }
        catch (OperationCanceledException)
        {
            perf.Kill(entireProcessTree: true);
            throw;
        }
    }
}
