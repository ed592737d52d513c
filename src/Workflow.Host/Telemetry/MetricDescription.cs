namespace Workflow.Host.Telemetry;

/// <summary>What kind of time series a metric is for Prometheus.</summary>
internal enum MetricKind { Counter, Gauge, Histogram }

/// <summary>One metric that is told to the outside.</summary>
/// <param name="Name">The instrument's name, OpenTelemetry's form.</param>
/// <param name="Kind">Counter, gauge or histogram.</param>
/// <param name="Unit">UCUM unit of the instrument.</param>
/// <param name="Labels">The tags that are kept, others are summed up; each must be bounded.</param>
/// <param name="Help">What it means, one sentence.</param>
internal sealed record MetricDescription(string Name, MetricKind Kind, string Unit, string[] Labels, string Help)
{
    private static readonly double[] Seconds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8, 1, 2.5, 5, 10, 30, 60, 300];

    private static readonly double[] Sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

    /// <summary>Upper bounds of a histogram's buckets; 0.8 and 1 are there because alerts stand at them.</summary>
    internal double[] Bounds { get; } = Unit == "s" ? Seconds : Sizes;

    /// <summary>The name in Prometheus' form: unit and kind at the end.</summary>
    internal string PrometheusName { get; init; } = Name.Replace('.', '_') + Suffix(Unit) + (Kind == MetricKind.Counter ? "_total" : "");

    /// <summary>The kept tags in Prometheus' form.</summary>
    internal string[] PrometheusLabels { get; } = [.. Labels.Select(label => label.Replace('.', '_'))];

    private static string Suffix(string unit) => unit switch
    {
        "s" => "_seconds",
        "By" => "_bytes",
        _ => "",
    };
}
