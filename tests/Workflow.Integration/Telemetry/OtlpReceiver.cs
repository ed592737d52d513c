using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Workflow.Integration.Telemetry;

/// <summary>A collector that keeps every span and the name of every metric that it is sent, over HTTP in protobuf.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly ConcurrentDictionary<string, byte> _metrics = new();
    private readonly WebApplication _app;

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/traces", async (HttpContext context) => KeepSpans(new ProtobufFields(await ReadAsync(context))));
        _app.MapPost("/v1/metrics", async (HttpContext context) => KeepMetrics(new ProtobufFields(await ReadAsync(context))));
    }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public IReadOnlyCollection<string> Metrics => [.. _metrics.Keys];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public IReadOnlyList<Span> TraceOf(string traceId) => [.. _spans.Where(span => span.TraceId == traceId)];

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        Assert.Equal("application/x-protobuf", context.Request.ContentType);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private void KeepSpans(ProtobufFields request)
    {
        foreach (var span in request.Messages(1).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2)))
            _spans.Enqueue(Span.Of(span));
    }

    private void KeepMetrics(ProtobufFields request)
    {
        foreach (var metric in request.Messages(1).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2)))
            _metrics.TryAdd(metric.Text(1), 0);
    }
}

/// <summary>One span as it was sent.</summary>
internal sealed record Span(string TraceId, string Id, string ParentId, string Name, int Kind, IReadOnlyList<string> Links, IReadOnlyDictionary<string, string> Tags)
{
    public const int Server = 2, Client = 3, Producer = 4, Consumer = 5;

    public static Span Of(ProtobufFields span) => new(
        span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), (int)span.Number(6), [.. span.Messages(13).Select(link => link.Hex(2))],
        span.Messages(9).GroupBy(tag => tag.Text(1)).ToDictionary(tags => tags.Key, tags => ValueOf(tags.First().Messages(2).Single())));

    private static string ValueOf(ProtobufFields value) => value.Text(1) is { Length: > 0 } text ? text : $"{value.Number(3)}";
}
