using System.Globalization;
using System.Net.Http.Json;
using Workflow.Demo.Processes;
using Workflow.Tools;

namespace Workflow.Torture.World;

/// <summary>The payment provider's stand-in, which misbehaves when it is told to.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly GuardedProcess _process;
    private readonly HttpClient _http;

    private GatewayServer(GuardedProcess process, HttpClient http) => (_process, _http) = (process, http);

    public string Url => _http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    public static async Task<GatewayServer> StartAsync(TortureOptions options)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
        var ledger = Path.Combine(options.DataDirectory, "gateway", "ledger.ndjson");
        var seed = string.Create(CultureInfo.InvariantCulture, $"--seed={options.Seed}");
        var process = await GuardedProcess.StartAsync(new GuardedStart(
            [ChildProcess.Dotnet(), options.GatewayDll, $"--urls={url}", $"--ledger={ledger}", seed, "--declined=0.02", "--unknown=0.01", "--failing=0.01"],
            Path.Combine(options.DataDirectory, "gateway.log")));
        var gateway = new GatewayServer(process, new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(10) });
        using var limit = new CancellationTokenSource(StartLimit);
        while (!await gateway.AnswersAsync())
        {
            if (process.HasEnded || limit.IsCancellationRequested)
                throw new InvalidOperationException($"The payment gateway did not start:\n{process.LastLines()}");
            await Task.Delay(100, CancellationToken.None);
        }
        return gateway;
    }

    /// <summary>Changes how it misbehaves; what is not named stays as it is.</summary>
    public async Task SetAsync(object faults)
    {
        using var answer = await _http.PutAsJsonAsync("/faults", faults);
        answer.EnsureSuccessStatusCode();
    }

    public Task HealAsync() => SetAsync(new { unknown = 0.01, broken = false, hanging = false, outage = false });

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.StopAsync(Posix.Terminate, TimeSpan.FromSeconds(15));
        await _process.DisposeAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await _http.GetAsync("/faults");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // Not listening yet.
            return false;
        }
    }
}
