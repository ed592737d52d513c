using OpenTelemetry.Exporter;

namespace Workflow.Host.Telemetry;

/// <summary>Section <c>Telemetry:Otlp</c>: where traces and metrics are sent to, if anywhere.</summary>
internal sealed class OtlpOptions
{
    internal const string Section = "Telemetry:Otlp";

    /// <summary>Address of the collector, such as <c>http://localhost:4318</c>; without it nothing is sent and no span is made.</summary>
    public string? Endpoint { get; set; }

    /// <summary><c>HttpProtobuf</c> (default) or <c>Grpc</c>.</summary>
    public OtlpExportProtocol Protocol { get; set; } = OtlpExportProtocol.HttpProtobuf;

    /// <summary>Headers as <c>name=value,name=value</c>, such as an access token; default none.</summary>
    public string? Headers { get; set; }

    /// <summary>Seconds between two reports of the metrics; 0 to 3,600; 0 sends none; default 15.</summary>
    public int MetricSeconds { get; set; } = 15;

    /// <summary>Milliseconds for which spans are gathered before they are sent; 10 to 60,000; default 5,000.</summary>
    public int SpanMilliseconds { get; set; } = 5_000;

    internal bool IsOn => Endpoint is { Length: > 0 };

    internal static bool IsValid(OtlpOptions options) =>
        (!options.IsOn || (Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        && options.MetricSeconds is >= 0 and <= 3_600 && options.SpanMilliseconds is >= 10 and <= 60_000 && Enum.IsDefined(options.Protocol);
}
