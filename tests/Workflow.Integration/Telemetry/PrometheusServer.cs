using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Workflow.Integration.Telemetry;

/// <summary>A real Prometheus with the alerts of this repository, in a directory and on a port of its own.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wf-prometheus-").FullName;
    private readonly StringBuilder _log = new();
    private readonly HttpClient _http;
    private readonly Process _process;

    private PrometheusServer(Uri target, int port)
    {
        File.Copy(Path.Combine(Checkout.Root, "deploy", "prometheus", "alerts.yml"), Path.Combine(_directory, "alerts.yml"));
        File.WriteAllText(Path.Combine(_directory, "prometheus.yml"), $$"""
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: [alerts.yml]
            scrape_configs:
              - job_name: workflow
                static_configs: [{ targets: ['{{target.Authority}}'] }]
            """);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(20) };
        _process = Process.Start(new ProcessStartInfo("prometheus", [
            $"--config.file={_directory}/prometheus.yml", $"--storage.tsdb.path={_directory}/data", $"--web.listen-address=127.0.0.1:{port}",
        ])
        { RedirectStandardError = true, WorkingDirectory = _directory })!;
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
    }

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public static PrometheusServer Watching(Uri target) => new(target, FreePort());

    /// <summary>The state of an alert: empty, <c>pending</c> or <c>firing</c>.</summary>
    public async Task<string> StateAsync(string alert)
    {
        var alerts = await AskAsync("/api/v1/alerts");
        var found = alerts?.GetProperty("alerts").EnumerateArray().FirstOrDefault(row => row.GetProperty("labels").GetProperty("alertname").GetString() == alert);
        return found is { ValueKind: JsonValueKind.Object } row ? row.GetProperty("state").GetString()! : "";
    }

    /// <summary>The health of the host as a target: empty until the first scrape, then <c>up</c> or <c>down</c>.</summary>
    public async Task<string> HealthAsync()
    {
        var targets = await AskAsync("/api/v1/targets");
        return targets?.GetProperty("activeTargets").EnumerateArray().Select(target => target.GetProperty("health").GetString()).SingleOrDefault() ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<JsonElement?> AskAsync(string path)
    {
        Assert.False(_process.HasExited, Log);
        try
        {
            return (await _http.GetFromJsonAsync<JsonElement>(path)).GetProperty("data");
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            // It does not listen yet.
            return null;
        }
    }

    private void Keep(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
