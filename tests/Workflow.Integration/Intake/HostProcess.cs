using System.Diagnostics;
using System.Text.Json;
using Workflow.Host.Embedded;
using Workflow.Integration.Embedded;

namespace Workflow.Integration.Intake;

/// <summary>The host as a process of its own with a private PostgreSQL.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;
    private readonly DataDirectory _data;

    private HostProcess(Process process, DataDirectory data, Uri address)
    {
        (_process, _data) = (process, data);
        Http = new HttpClient { BaseAddress = address, Timeout = RunningHost.Patience };
    }

    public HttpClient Http { get; }

    public EmbeddedDescriptor Descriptor => JsonSerializer.Deserialize<EmbeddedDescriptor>(File.ReadAllText(_data.Descriptor), JsonSerializerOptions.Web)!;

    public bool HasDescriptor => File.Exists(_data.Descriptor);

    public static async Task<HostProcess> StartAsync(DataDirectory data, params string[] settings)
    {
        var dll = Path.Combine(AppContext.BaseDirectory, "Workflow.Host.dll");
        // A test run in the background of a shell ignores SIGINT, and its children inherit that.
        string[] command = ["--default-signal=INT", "dotnet", dll, "--Urls=http://127.0.0.1:0", $"--Embedded:DataDirectory={data.Path}", .. settings];
        var start = new ProcessStartInfo("env", command) { RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory };
        start.Environment["Admin__Key"] = SharedHost.AdminKey;
        var process = Process.Start(start)!;
        var address = new TaskCompletionSource<Uri>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                address.TrySetException(new InvalidOperationException("The host ended before it listened."));
            else if (line.Data.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var found)
                address.TrySetResult(new Uri(line.Data[(found + Listening.Length)..].Trim()));
        };
        process.BeginOutputReadLine();
        return new HostProcess(process, data, await address.Task.WaitAsync(RunningHost.Patience));
    }

    /// <summary>Sends the signal and gives the exit code.</summary>
    public async Task<int> EndAsync(string signal)
    {
        using (var kill = Process.Start("kill", ["-s", signal, $"{_process.Id}"]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(RunningHost.Patience);
        return _process.ExitCode;
    }

    /// <summary>The ids of the private server's processes.</summary>
    public IReadOnlyList<int> ServerProcesses()
    {
        var postmaster = int.Parse(File.ReadLines(Path.Combine(Descriptor.ClusterDirectory, "postmaster.pid")).First());
        return [postmaster, .. Children(postmaster)];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
            await EndAsync("TERM");
        _process.Dispose();
    }

    private static IEnumerable<int> Children(int parent) =>
        File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
}
