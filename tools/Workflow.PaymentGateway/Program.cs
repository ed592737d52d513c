using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Workflow.PaymentGateway;
using Workflow.PaymentGateway.Ledger;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(GatewayOptions.Help);
    return 0;
}
if (GatewayOptions.Parse(args, out var error) is not { } options)
    return Refuse($"{error} Try --help.", 2);

try
{
    return await RunAsync(options);
}
catch (Exception e) when (e is IOException or FormatException or UnauthorizedAccessException or SocketException or InvalidOperationException)
{
    return Refuse($"The payment gateway cannot run: {e.Message}", 1);
}

static async Task<int> RunAsync(GatewayOptions options)
{
    await using var ledger = new ChargeLedger(options.LedgerPath, TimeProvider.System);
    await using var app = Build(options, ledger);
    await app.StartAsync();
    // The line that a parent process waits for: with port 0 it is the only way to learn the address.
    Console.WriteLine($"Payment gateway listens on {app.Urls.First()}, ledger {options.LedgerPath} ({ledger.KnownAtStart} keys).");

    await Task.WhenAny(app.WaitForShutdownAsync(), ledger.Completion);
    if (!ledger.Completion.IsCompleted)
        return 0;
    await app.StopAsync();
    await ledger.Completion;
    return 0;
}

static WebApplication Build(GatewayOptions options, ChargeLedger ledger)
{
    var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
    builder.WebHost.UseKestrelCore().UseUrls(options.Urls).ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 16 * 1024;
        kestrel.Limits.MaxConcurrentConnections = 8192;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
    });
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
    var app = builder.Build();
    var endpoint = new GatewayEndpoint(ledger, options.Seed, options.Faults, app.Lifetime.ApplicationStopping);
    app.Run(endpoint.HandleAsync);
    return app;
}

static int Refuse(string message, int code)
{
    Console.Error.WriteLine(message);
    return code;
}
