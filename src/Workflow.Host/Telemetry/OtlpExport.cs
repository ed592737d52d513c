using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Telemetry;

namespace Workflow.Host.Telemetry;

/// <summary>Sends traces and metrics to a collector, if one is configured; else there is no listener, and nothing is made for one.</summary>
internal sealed class OtlpExport(IOptions<OtlpOptions> otlp, IOptions<TelemetryOptions> telemetry, WorkflowInstance instance) : IHostedService
{
    private readonly OtlpOptions _options = otlp.Value;
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    /// <summary>
    /// The share counts whatever the client says of its own trace, so that no client can raise our costs; the decision
    /// follows from the trace id, so all instances make the same one.
    /// </summary>
    internal static Sampler Sampler(double share)
    {
        var ratio = new TraceIdRatioBasedSampler(share);
        return new ParentBasedSampler(ratio, remoteParentSampled: ratio);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_options.IsOn)
            return Task.CompletedTask;
        if (telemetry.Value.Sampling > 0)
            _traces = BuildTraces();
        if (_options.MetricSeconds > 0)
            _metrics = BuildMetrics();
        return Task.CompletedTask;
    }

    /// <summary>Sends what is left.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        return Task.CompletedTask;
    }

    private TracerProvider BuildTraces() => Sdk.CreateTracerProviderBuilder()
        .SetResourceBuilder(Resource())
        .SetSampler(Sampler(telemetry.Value.Sampling))
        .AddSource(Tracing.SourceName, "Microsoft.AspNetCore", "System.Net.Http")
        .AddOtlpExporter(exporter =>
        {
            Configure(exporter, "v1/traces");
            exporter.BatchExportProcessorOptions.ScheduledDelayMilliseconds = _options.SpanMilliseconds;
        })
        .Build();

    private MeterProvider BuildMetrics() => Sdk.CreateMeterProviderBuilder()
        .SetResourceBuilder(Resource())
        .AddMeter("Workflow.*", "Npgsql", "System.Runtime", "Microsoft.AspNetCore.Hosting")
        .AddView(instrument => MetricCatalog.Find(instrument.Name) is { } metric ? Stream(metric) : MetricStreamConfiguration.Drop)
        .AddOtlpExporter((exporter, reader) =>
        {
            Configure(exporter, "v1/metrics");
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = _options.MetricSeconds * 1_000;
        })
        .Build();

    private static MetricStreamConfiguration Stream(MetricDescription metric) => metric.Kind == MetricKind.Histogram
        ? new ExplicitBucketHistogramConfiguration { Boundaries = metric.Bounds, TagKeys = metric.Labels }
        : new MetricStreamConfiguration { TagKeys = metric.Labels };

    private void Configure(OtlpExporterOptions exporter, string path)
    {
        var address = new Uri(_options.Endpoint!);
        exporter.Protocol = _options.Protocol;
        exporter.Endpoint = _options.Protocol == OtlpExportProtocol.Grpc ? address : new Uri(address.AbsoluteUri.TrimEnd('/') + "/" + path);
        exporter.Headers = _options.Headers ?? "";
    }

    private ResourceBuilder Resource() => ResourceBuilder.CreateDefault()
        .AddService("workflow", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3), serviceInstanceId: instance.Name);
}
