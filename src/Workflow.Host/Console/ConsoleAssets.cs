using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Workflow.Host.OperatorConsole;

/// <summary>Style, script and icon of the console. They are in the assembly, so that they are there however the host is started.</summary>
internal static class ConsoleAssets
{
    private const string Prefix = "console/";

    internal static void MapConsoleAssets(this IEndpointRouteBuilder app)
    {
        foreach (var name in typeof(ConsoleAssets).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var content = Read(name);
            var type = TypeOf(name);
            // Asked for again by its tag at each page: an answer of no body, and never an old script with a new page.
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"");
            app.MapGet("/console/assets/" + name[Prefix.Length..], (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "no-cache";
                context.Response.Headers.XContentTypeOptions = "nosniff";
                return Results.Bytes(content, type, entityTag: tag);
            }).ExcludeFromDescription();
        }
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(ConsoleAssets).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new InvalidOperationException($"The asset {name} has no known type."),
    };
}
