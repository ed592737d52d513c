using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Workflow.Integration.PaymentGateway;

/// <summary>The real gateway as a process of its own, on a free port and a private ledger.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private GatewayProcess(Process process, Uri address)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = address, Timeout = Patience };
    }

    public HttpClient Http { get; }

    public static async Task<GatewayProcess> StartAsync(string ledger, params string[] options)
    {
        var dll = Path.Combine(AppContext.BaseDirectory, "Workflow.PaymentGateway.dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[dll, "--urls", "http://127.0.0.1:0", "--ledger", ledger, "--declined=0", "--unknown=0", .. options])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.StartsWith("Payment gateway listens on http://", line, StringComparison.Ordinal);
        return new GatewayProcess(process, new Uri(line!.Split(' ', ',')[4]));
    }

    public Task<HttpResponseMessage> ChargeAsync(string key, decimal amount = 12.50m, string currency = "GBP")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/charges") { Content = JsonContent.Create(new { amount, currency }) };
        request.Headers.Add("Idempotency-Key", key);
        return Http.SendAsync(request);
    }

    public Task<HttpResponseMessage> ReverseAsync(string key) => Http.PostAsync($"/charges/{key}/reversal", null);

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    public async Task<IReadOnlyList<JsonElement>> LedgerAsync() =>
        [.. (await Http.GetStringAsync("/ledger")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The end that gives no chance to write anything: SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }
}

internal static class JsonAnswers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static decimal Money(this JsonElement element, string name) => element.GetProperty(name).GetDecimal();
}
