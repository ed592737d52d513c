using Workflow.Demo.Processes;
using Workflow.Tools;

namespace Workflow.Benchmarks.World;

/// <summary>A .NET program that listens at a free port, ends when it is told to, and with this process in any case.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(90);
    private readonly GuardedProcess _process;

    private ServerProcess(GuardedProcess process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasEnded;

    public string LastLines => _process.LastLines();

    public static Uri FreeAddress() => new($"http://127.0.0.1:{FreePort.Next()}");

    /// <summary>Returns when it answers with success at that path.</summary>
    public static async Task<ServerProcess> StartAsync(
        IReadOnlyList<string> dllAndArguments, (Uri Address, string ReadyPath, string Log) place, IReadOnlyDictionary<string, string?> environment, CancellationToken stop)
    {
        var process = await GuardedProcess.StartAsync(new GuardedStart([ChildProcess.Dotnet(), .. dllAndArguments], place.Log) { Environment = environment });
        var server = new ServerProcess(process, place.Address);
        try
        {
            await server.ReadyAsync(place.ReadyPath, stop);
            return server;
        }
        catch
        {
            await server.StopAsync();
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>False when it did not end in order.</summary>
    public async Task<bool> StopAsync() => await _process.StopAsync(Posix.Terminate, StopLimit) && _process.ExitCode == 0;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasEnded)
            await StopAsync();
        await _process.DisposeAsync();
    }

    private async Task ReadyAsync(string path, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StartLimit);
        while (!await AnswersAsync(http, path))
        {
            if (_process.HasEnded || limit.IsCancellationRequested)
            {
                stop.ThrowIfCancellationRequested();
                throw new BenchException($"{Address} did not get ready:\n{LastLines}");
            }
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // Not listening yet.
            return false;
        }
    }
}
