using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Workflow.Demo.Hub;

/// <summary>Reads a topic with kcat: a client that nobody here wrote sees what others would see.</summary>
internal static class Kcat
{
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, "kcat")));

    /// <summary>Gives each record of the topic, as far as it goes now, to <paramref name="take"/>.</summary>
    public static async Task ReadAsync(string servers, string topic, Action<ToldEvent> take, CancellationToken stop)
    {
        using var kcat = Process.Start(new ProcessStartInfo("kcat", ["-q", "-b", servers, "-t", topic, "-C", "-o", "beginning", "-e", "-J"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var errors = kcat.StandardError.ReadToEndAsync(stop);
            while (await kcat.StandardOutput.ReadLineAsync(stop) is { } line)
                take(Parse(line));
            await kcat.WaitForExitAsync(stop);
            if (kcat.ExitCode != 0)
                throw new DemoException($"kcat ended with exit code {kcat.ExitCode}: {await errors}");
        }
        finally
        {
            if (!kcat.HasExited)
                kcat.Kill();
        }
    }

    /// <summary>One line of kcat's JSON; its headers are names and values in turn.</summary>
    public static ToldEvent Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var record = json.RootElement;
        var headers = record.GetProperty("headers").EnumerateArray().Select(text => text.GetString()!).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        return new ToldEvent(
            Guid.Parse(record.GetProperty("key").GetString()!), Guid.Parse(headers["ce_id"]), headers["ce_type"], record.GetProperty("partition").GetInt32(),
            ToldEvent.HashOf(Encoding.UTF8.GetBytes(record.GetProperty("payload").GetString()!)));
    }
}
