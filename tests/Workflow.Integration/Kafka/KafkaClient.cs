using System.Diagnostics;
using System.Runtime.CompilerServices;
using Workflow.Integration.Processes;

namespace Workflow.Integration.Kafka;

/// <summary>The client in JavaScript under tests/clients/kafka, installed in a directory of its own; and kcat.</summary>
public sealed class KafkaClient : IAsyncLifetime
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("wf-kafka-").FullName;

    public async ValueTask InitializeAsync()
    {
        foreach (var file in System.IO.Directory.EnumerateFiles(Sources()).Where(file => Path.GetExtension(file) is ".mjs" or ".json" or ".npmrc"))
            File.Copy(file, Path.Combine(Directory, Path.GetFileName(file)));
        await RunAsync("npm ci --ignore-scripts --no-audit --no-fund --prefer-offline");
    }

    public ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Starts a command in the client's directory.</summary>
    internal Process Start(string command) => Process.Start(new ProcessStartInfo("bash", ["-c", $"exec {command}"])
    {
        WorkingDirectory = Directory,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Runs a command that has to succeed, and gives what it prints.</summary>
    internal async Task<string> RunAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TestProcess.Patience);
        Assert.True(process.ExitCode == 0, $"{command}: {await output}{await errors}");
        return await output;
    }

    private static string Sources([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "../../../clients/kafka"));
}
