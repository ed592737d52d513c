using System.Text.Json;
using System.Text.RegularExpressions;
using Workflow.Host.Telemetry;
using Workflow.Tests.House;

namespace Workflow.Tests.Telemetry;

/// <summary>Alerts, dashboard and runbooks speak of metrics and pages that exist.</summary>
public sealed partial class AlertDocumentTests
{
    private static readonly string Alerts = Repository.Text("deploy/prometheus/alerts.yml");
    private static readonly string[] Names = [.. AlertName().Matches(Alerts).Select(match => match.Groups[1].Value)];

    [Fact]
    public void Should_have_a_runbook_for_each_alert_and_an_alert_for_each_runbook()
    {
        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "runbooks"), "*.md")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Where(page => page != "README");

        Assert.NotEmpty(Names);
        Assert.Equal(Names.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
        Assert.All(Names, name => Assert.Contains($"runbook: docs/runbooks/{name}.md", Alerts));
    }

    [Fact]
    public void Should_test_that_each_alert_fires_and_that_it_does_not()
    {
        var tests = Repository.Text("deploy/prometheus/alerts.test.yml");
        Assert.All(Names, name => Assert.True(
            Regex.Matches(tests, $@"alertname: {name}\n *exp_alerts:\n").Count == 1 && Regex.Matches(tests, $@"alertname: {name}\n *exp_alerts: \[\]").Count >= 2, name));
    }

    [Fact]
    public void Should_quote_the_rule_on_its_page() =>
        Assert.All(Expression().Matches(Alerts).Zip(Names), rule =>
            Assert.Contains(rule.First.Groups[1].Value.Replace("''", "'"), Repository.Text($"docs/runbooks/{rule.Second}.md")));

    [Fact]
    public void Should_ask_for_metrics_that_are_exported() =>
        AssertExported(string.Join('\n', Expression().Matches(Alerts).Select(match => match.Groups[1].Value)));

    [Fact]
    public void Should_speak_of_exported_metrics_in_the_runbooks()
    {
        foreach (var page in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "runbooks"), "*.md"))
            AssertExported(string.Join('\n', Code().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value)));
    }

    [Fact]
    public void Should_show_exported_metrics_on_the_dashboard()
    {
        using var dashboard = JsonDocument.Parse(Repository.Text("deploy/grafana/workflow.json"));
        var expressions = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!).ToList();

        Assert.True(expressions.Count > 40);
        AssertExported(string.Join('\n', expressions));
    }

    private static void AssertExported(string text)
    {
        var known = MetricCatalog.All.Select(metric => metric.PrometheusName).ToHashSet();
        var labels = MetricCatalog.All.SelectMany(metric => metric.PrometheusLabels).ToHashSet();
        var named = MetricName().Matches(text).Select(match => match.Value).Where(name => !labels.Contains(name));
        Assert.Empty(named.Where(name => !known.Contains(Family().Replace(name, "")) && !known.Contains(name)).Distinct());
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex AlertName();

    [GeneratedRegex(@"expr: '(.*)'\n")]
    private static partial Regex Expression();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\b(workflow|messaging|http|db|dotnet)_[a-z_]+\b")]
    private static partial Regex MetricName();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Family();
}
