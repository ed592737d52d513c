using System.Diagnostics;
using System.Net.Http.Json;

namespace Workflow.Browser.Cast;

/// <summary>The payment gateway as a process of its own, which a test can let fail.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string _directory = Directory.CreateTempSubdirectory("wf-gateway-").FullName;
    private readonly Process _process;
    private readonly HttpClient _http = new() { Timeout = Patience };

    private Gateway() => _process = Process.Start(new ProcessStartInfo(
        "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Workflow.PaymentGateway.dll"), "--urls", "http://127.0.0.1:0",
            "--ledger", Path.Combine(_directory, "ledger.ndjson"), "--declined=0", "--unknown=0",
        ])
    { RedirectStandardOutput = true })!;

    public Uri Address { get; private set; } = null!;

    public static async Task<Gateway> StartAsync()
    {
        var gateway = new Gateway();
        var line = await gateway._process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        gateway.Address = new Uri(line!.Split(' ', ',')[4]);
        return gateway;
    }

    /// <summary>Answers every request with 503, or stops doing so.</summary>
    public async Task FailAsync(bool isOut)
    {
        using var answer = await _http.PutAsJsonAsync(new Uri(Address, "/faults"), new { outage = isOut });
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
