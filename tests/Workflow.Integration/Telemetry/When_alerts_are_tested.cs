namespace Workflow.Integration.Telemetry;

public sealed class When_alerts_are_tested
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "deploy", "prometheus");

    [Theory]
    [InlineData("check", "rules", "alerts.yml")]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("test", "rules", "alerts.test.yml")]
    public async Task Should_satisfy_Prometheus(string verb, string what, string file) =>
        Assert.Contains("SUCCESS", await Promtool.RunAsync("", verb, what, Path.Combine(Folder, file)));
}
