using System.Text.RegularExpressions;
using Workflow.Host.Telemetry;
using Workflow.Messaging.Telemetry;
using Workflow.Tests.House;

namespace Workflow.Tests.Telemetry;

/// <summary>The document says of the metrics what the code says, and the code has no instrument that is not told.</summary>
public sealed partial class ObservabilityDocumentTests
{
    [Fact]
    public void Should_document_each_metric_as_it_is() => Assert.Equal(
        MetricCatalog.All.Select(metric =>
            $"| `{metric.PrometheusName}` | {metric.Kind.ToString().ToLowerInvariant()} | `{metric.Unit}` | {string.Join(", ", metric.PrometheusLabels.Select(label => $"`{label}`"))} | {metric.Help} |"),
        MetricRow().Matches(Repository.Text("docs/observability.md")).Select(match => match.Value));

    [Fact]
    public void Should_tell_of_every_instrument()
    {
        var instruments = Repository.SourceFiles("src").SelectMany(file => Instrument().Matches(file.Text).Concat(Column().Matches(file.Text)))
            .Select(match => match.Groups[1].Value).ToHashSet();

        Assert.True(instruments.Count > 50);
        Assert.DoesNotContain(instruments, name => MetricCatalog.Find(name) is null);
        // The others are the framework's and the driver's.
        Assert.Empty(MetricCatalog.All.Select(metric => metric.Name).Where(name => name.StartsWith("workflow.", StringComparison.Ordinal)).Except(instruments));
    }

    [Fact]
    public void Should_document_each_setting()
    {
        var configuration = Repository.Text("docs/configuration.md");
        var settings = typeof(OtlpOptions).GetProperties().Select(property => $"`Telemetry:Otlp:{property.Name}`")
            .Concat(typeof(MetricsOptions).GetProperties().Select(property => $"`Telemetry:Metrics:{property.Name}`"))
            .Concat(typeof(TelemetryOptions).GetProperties().Select(property => $"`Telemetry:{property.Name}`"))
            .Append($"`{LogFormat.Setting}`");
        Assert.All(settings, setting => Assert.Contains(setting, configuration));
    }

    [GeneratedRegex(@"^\| `\w+` \| (counter|gauge|histogram) \| .*\|$", RegexOptions.Multiline)]
    private static partial Regex MetricRow();

    [GeneratedRegex(@"\.Create\w+(?:<\w+>)?\(\s*""((?:workflow|messaging)\.[a-z_.]+)""")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"new(?: GaugeColumn)?\(""((?:workflow|messaging)\.[a-z_.]+)"", ""(?:s|\{\w+\})""\)")]
    private static partial Regex Column();
}
