using System.Text.Json;
using Workflow.Integration.PaymentGateway;
using Workflow.Integration.Processes;
using Workflow.TestSupport;

namespace Workflow.Integration.Telemetry;

public sealed class When_logs_are_collected(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_be_JSON_to_the_last_line_beside_a_configured_database()
    {
        using var ledger = new TemporaryLedger();
        await using var gateway = Server.Gateway(ledger.Path);
        await using var host = Server.Host(gateway, await postgres.CreateMigratedDatabaseAsync(), "--Database:Migrate=true");
        await host.StartAsync();
        Assert.Equal(0, await host.Process!.TerminateAsync());
        await host.Process.EndAsync();

        var lines = host.Process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.True(JsonDocument.Parse(line).RootElement.TryGetProperty("event", out _), line));
        Assert.Contains(lines, line => line.Contains("Now listening on", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\"event\":100,", StringComparison.Ordinal));
    }
}
