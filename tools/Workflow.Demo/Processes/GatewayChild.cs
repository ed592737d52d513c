using System.Globalization;

namespace Workflow.Demo.Processes;

internal static class GatewayChild
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    /// <summary>Starts the gateway on a free port and returns when it listens.</summary>
    public static async Task<(ChildProcess Process, string Url)> StartAsync(DemoOptions options, CancellationToken stop)
    {
        var child = ChildProcess.Start(options.GatewayDll, Arguments(options), Path.Combine(options.LogDirectory, "gateway.log"));
        try
        {
            await Task.WhenAny(child.FirstLine, child.Exited, Task.Delay(StartLimit, stop));
            stop.ThrowIfCancellationRequested();
            if (child.FirstLine.IsCompleted && AddressIn(await child.FirstLine) is { } url)
                return (child, url);
            await child.StopAsync(StartLimit);
            throw new DemoException($"The payment gateway did not start:\n{child.LastLines}");
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    private static string? AddressIn(string? line)
    {
        const string Before = " listens on ";
        var at = line?.IndexOf(Before, StringComparison.Ordinal) ?? -1;
        return at < 0 ? null : line![(at + Before.Length)..].Split(',')[0];
    }

    private static string[] Arguments(DemoOptions options) =>
    [
        "--urls=http://127.0.0.1:0",
        $"--ledger={options.LedgerPath}",
        $"--seed={options.Seed}",
        Share("declined", options.Declined),
        Share("unknown", options.Unknown),
        Share("failing", options.Failing),
    ];

    private static string Share(string name, double value) => string.Create(CultureInfo.InvariantCulture, $"--{name}={value:R}");
}
