using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Workflow.Integration.Processes;

namespace Workflow.Integration.Broker;

/// <summary>The client in JavaScript under tests/clients/node, installed in a directory of its own.</summary>
public sealed class NodeClient : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wf-node-").FullName;

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Sources()).Where(file => Path.GetExtension(file) is ".mjs" or ".json" or ".npmrc"))
            File.Copy(file, Path.Combine(_directory, Path.GetFileName(file)));
        await RunAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Starts to consume; returns when its queue is bound.</summary>
    internal async Task<NodeConsumer> ConsumeAsync(Uri broker, string queue, string keys)
    {
        var consumer = new NodeConsumer(Process.Start(StartOf("node", "consume.mjs", $"--url={broker}", $"--queue={queue}", $"--keys={keys}"))!);
        await consumer.UntilAsync(lines => lines.Count > 0, "bound its queue");
        return consumer;
    }

    /// <summary>Sends a payment callback; fails when the broker has no queue for it.</summary>
    internal Task CallBackAsync(Uri broker, Guid order, string status) =>
        RunAsync("node", "call-back.mjs", $"--url={broker}", $"--orderId={order}", $"--status={status}", "--reference=ch_1");

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(StartOf(program, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TestProcess.Patience);
        Assert.True(process.ExitCode == 0, $"{program} {arguments[0]}: {await output}{await errors}");
    }

    private ProcessStartInfo StartOf(string program, params string[] arguments) => new(program, arguments)
    {
        WorkingDirectory = _directory,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private static string Sources([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "../../../clients/node"));
}

/// <summary>A consumer that runs, and what it has printed.</summary>
internal sealed class NodeConsumer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<JsonElement> _lines = [];
    private readonly List<string> _errors = [];

    public NodeConsumer(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data, text => _lines.Add(JsonDocument.Parse(text).RootElement));
        process.ErrorDataReceived += (_, line) => Keep(line.Data, _errors.Add);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The events so far, in the order in which they came.</summary>
    public IReadOnlyList<JsonElement> Events
    {
        get { lock (_lines) return [.. _lines.Where(line => line.TryGetProperty("routingKey", out _))]; }
    }

    public Task UntilAsync(Func<IReadOnlyList<JsonElement>, bool> isEnough, string what) => Until.TrueAsync(
        () => Task.FromResult(isEnough(Printed())),
        () => Task.FromResult($"The client has not {what}; it printed:\n{string.Join('\n', Printed())}\n{string.Join('\n', _errors)}"));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await kill.WaitForExitAsync();
        }
        await _process.WaitForExitAsync().WaitAsync(TestProcess.Patience);
        _process.Dispose();
    }

    private List<JsonElement> Printed()
    {
        lock (_lines)
            return [.. _lines];
    }

    private void Keep(string? line, Action<string> add)
    {
        if (line is null)
            return;
        lock (_lines)
            add(line);
    }
}
