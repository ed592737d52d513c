using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Workflow.Host.Telemetry;

/// <summary>
/// <c>GET /metrics</c> for Prometheus. It tells counts and no contents; even so it is open to this machine only, unless
/// the settings say otherwise.
/// </summary>
internal static class MetricsEndpoint
{
    internal const string Path = "/metrics";

    internal static void MapMetrics(this IEndpointRouteBuilder app) =>
        app.MapGet(Path, (HttpContext context, MetricCollector collector, IOptions<MetricsOptions> options) =>
            Answer(context, collector, options.Value)).ExcludeFromDescription();

    private static IResult Answer(HttpContext context, MetricCollector collector, MetricsOptions options)
    {
        if (options.Access == MetricsAccess.Off)
            return Results.NotFound();
        if (!Admits(context, options))
            return Results.Text(options.Key is { Length: > 0 } ? "A bearer token is needed.\n" : "Open to this machine only; see Telemetry:Metrics:Access.\n", statusCode: StatusCodes.Status403Forbidden);
        return Results.Bytes(collector.Scrape(), PrometheusText.ContentType);
    }

    private static bool Admits(HttpContext context, MetricsOptions options)
    {
        if (options.Key is { Length: > 0 } key)
            return context.Request.Headers.Authorization is [{ Length: > 0 and <= 512 } given] && IsSame(given, "Bearer " + key);
        return options.Access == MetricsAccess.Everyone || IsFromHere(context);
    }

    // A proxy on this machine makes everybody look local, but it says for whom it asks.
    private static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        && !context.Request.Headers.ContainsKey("Forwarded") && !context.Request.Headers.ContainsKey("X-Forwarded-For");

    private static bool IsSame(string left, string right) => CryptographicOperations.FixedTimeEquals(Digest(left), Digest(right));

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>Who may read the metrics.</summary>
internal enum MetricsAccess
{
    /// <summary>Programs on this machine.</summary>
    Loopback,

    /// <summary>Whoever reaches the address.</summary>
    Everyone,

    /// <summary>Nobody; the path does not exist.</summary>
    Off,
}

/// <summary>Section <c>Telemetry:Metrics</c>.</summary>
internal sealed class MetricsOptions
{
    internal const string Section = "Telemetry:Metrics";

    /// <summary>Who may read without a key; default <see cref="MetricsAccess.Loopback"/>.</summary>
    public MetricsAccess Access { get; set; } = MetricsAccess.Loopback;

    /// <summary>Whoever sends it as a bearer token may read, and nobody else; default none.</summary>
    public string? Key { get; set; }

    /// <summary>Whether anything is measured; without it <c>/metrics</c> and the console's charts stay empty; default true.</summary>
    public bool Collect { get; set; } = true;
}
