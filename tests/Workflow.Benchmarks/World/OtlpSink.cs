using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Workflow.Benchmarks.World;

/// <summary>A collector that counts what it gets and keeps nothing. It is this program again, in a process of its own.</summary>
internal static class OtlpSink
{
    /// <summary>The first argument that makes this program the collector.</summary>
    public const string Verb = "otlp-sink";

    public static async Task<int> ServeAsync(string url)
    {
        var traces = 0L;
        // Not the folder it was started in: it watches every file below, and the databases of the bench write there.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        app.MapGet("/health/ready", () => "ready");
        app.MapGet("/traces", () => Interlocked.Read(ref traces).ToString(System.Globalization.CultureInfo.InvariantCulture));
        app.MapPost("/v1/traces", async (HttpContext context) =>
        {
            var bytes = await CountAsync(context);
            Interlocked.Add(ref traces, bytes);
        });
        app.MapPost("/v1/metrics", async (HttpContext context) =>
        {
            await CountAsync(context);
        });
        await app.RunAsync();
        return 0;
    }

    public static Task<ServerProcess> StartAsync(BenchOptions options, CancellationToken stop)
    {
        var address = ServerProcess.FreeAddress();
        Directory.CreateDirectory(options.DataDirectory);
        return ServerProcess.StartAsync(
            [typeof(OtlpSink).Assembly.Location, Verb, address.GetLeftPart(UriPartial.Authority)],
            (address, "/health/ready", Path.Combine(options.DataDirectory, "otlp.log")), new Dictionary<string, string?>(), stop);
    }

    private static async Task<long> CountAsync(HttpContext context)
    {
        var buffer = new byte[16 << 10];
        var bytes = 0L;
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            bytes += read;
        return bytes;
    }
}
