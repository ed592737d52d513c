using System.Globalization;
using Workflow.Tools;

namespace Workflow.Demo.Processes;

/// <summary>One process of the product, on the private database that all of them share.</summary>
internal sealed record HostChild(ChildProcess Process, Uri Address)
{
    // The first start makes a database cluster and applies every migration; a start after a crash recovers it.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Starts the host on a free port and returns when it says that it is ready.</summary>
    /// <param name="options">The demo's.</param>
    /// <param name="number">From 1; names the log.</param>
    /// <param name="settings">Further settings by environment; some are secrets.</param>
    /// <param name="stop">Ends the start.</param>
    public static async Task<HostChild> StartAsync(
        DemoOptions options, int number, IReadOnlyDictionary<string, string> settings, CancellationToken stop)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var log = number == 1 ? "host.log" : string.Create(CultureInfo.InvariantCulture, $"host{number}.log");
        var child = ChildProcess.Start(options.HostDll, Arguments(options, address), Path.Combine(options.LogDirectory, log), settings);
        try
        {
            await ReadyAsync(child, address, stop);
            return new HostChild(child, address);
        }
        catch
        {
            // By its own way first: it may have started a database that it has to stop.
            await child.StopAsync(TimeSpan.FromSeconds(60));
            await child.DisposeAsync();
            throw;
        }
    }

    private static string[] Arguments(DemoOptions options, Uri address) =>
    [
        $"--Urls={address.GetLeftPart(UriPartial.Authority)}",
        $"--Embedded:DataDirectory={options.DataDirectory}",
        $"--Simulation:Seed={options.Seed}",
        string.Create(CultureInfo.InvariantCulture, $"--Simulation:TransientShare={options.Transient:R}"),
        string.Create(CultureInfo.InvariantCulture, $"--Simulation:ShipmentRejectedShare={options.ShipmentRejected:R}"),
    ];

    private static async Task ReadyAsync(ChildProcess child, Uri address, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StartLimit);
        while (!await IsReadyAsync(http))
        {
            if (await Task.WhenAny(child.Exited, Task.Delay(Pause, limit.Token)) == child.Exited)
                throw new DemoException($"The host ended with exit code {child.ExitCode} before it was ready:\n{child.LastLines}");
            stop.ThrowIfCancellationRequested();
            if (limit.IsCancellationRequested)
                throw new DemoException($"The host was not ready within {StartLimit.TotalSeconds:0} s:\n{child.LastLines}");
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // Not listening yet is an answer, too: no.
            return false;
        }
    }
}
