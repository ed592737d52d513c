using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Workflow.Benchmarks.World;

namespace Workflow.Benchmarks.Benches;

/// <summary>
/// What intake is compared with: Kestrel, which parses the same JSON and answers the same 202, and stores nothing. It is
/// this program again, in a process of its own.
/// </summary>
internal static class BareEndpoint
{
    /// <summary>The first argument that makes this program the endpoint.</summary>
    public const string Verb = "bare-endpoint";

    public static async Task<int> ServeAsync(string url)
    {
        // Not the folder it was started in: it watches every file below, and the databases of the bench write there.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        app.MapGet("/health/ready", () => "ready");
        app.MapPost("/orders", AcceptAsync);
        await app.RunAsync();
        return 0;
    }

    public static Task<ServerProcess> StartAsync(BenchOptions options, CancellationToken stop)
    {
        var address = ServerProcess.FreeAddress();
        Directory.CreateDirectory(options.DataDirectory);
        return ServerProcess.StartAsync(
            [typeof(BareEndpoint).Assembly.Location, Verb, address.GetLeftPart(UriPartial.Authority)],
            (address, "/health/ready", Path.Combine(options.DataDirectory, "bare.log")), new Dictionary<string, string?>(), stop);
    }

    private static async Task AcceptAsync(HttpContext context)
    {
        var order = await context.Request.ReadFromJsonAsync(BareJson.Default.BareOrder, context.RequestAborted);
        if (order?.Lines is not { Count: > 0 })
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        var id = Guid.CreateVersion7();
        var self = $"/orders/{id:D}";
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.Headers.Location = self;
        await context.Response.WriteAsJsonAsync(new BareAccepted(id, "Submitted", DateTime.UtcNow, self), BareJson.Default.BareAccepted, "application/json", context.RequestAborted);
    }
}

internal sealed record BareOrder(string? Reference, string? CustomerId, string? Country, string? Currency, DateTime? PlacedAt, IReadOnlyList<BareLine>? Lines);

internal sealed record BareLine(string Sku, long Quantity, decimal UnitPrice);

internal sealed record BareAccepted(Guid OrderId, string Status, DateTime AcceptedAt, string Self);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BareOrder))]
[JsonSerializable(typeof(BareAccepted))]
internal sealed partial class BareJson : JsonSerializerContext;
