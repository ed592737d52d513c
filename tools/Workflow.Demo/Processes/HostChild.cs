using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace Workflow.Demo.Processes;

/// <summary>The product itself, with its private database.</summary>
internal sealed record HostChild(ChildProcess Process, Uri Address, string AdminKey, string ConnectionString)
{
    // The first start makes a database cluster and applies every migration; a start after a crash recovers it.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Starts the host on a free port and returns when it says that it is ready.</summary>
    public static async Task<HostChild> StartAsync(DemoOptions options, string gatewayUrl, CancellationToken stop)
    {
        var adminKey = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var child = ChildProcess.Start(
            options.HostDll, Arguments(options, address, gatewayUrl), Path.Combine(options.LogDirectory, "host.log"),
            new Dictionary<string, string> { ["Admin__Key"] = adminKey });
        try
        {
            await ReadyAsync(child, address, stop);
            return new HostChild(child, address, adminKey, ReadConnectionString(options.DataDirectory));
        }
        catch
        {
            // By its own way first: it may have started a database that it has to stop.
            await child.StopAsync(TimeSpan.FromSeconds(60));
            await child.DisposeAsync();
            throw;
        }
    }

    private static string[] Arguments(DemoOptions options, Uri address, string gatewayUrl) =>
    [
        $"--Urls={address.GetLeftPart(UriPartial.Authority)}",
        $"--Embedded:DataDirectory={options.DataDirectory}",
        $"--Payment:GatewayUrl={gatewayUrl}",
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

    private static string ReadConnectionString(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "embedded.json");
        if (!File.Exists(path))
            throw new DemoException($"The host is ready but did not write {path}.");
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.GetProperty("connectionString").GetString()!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
