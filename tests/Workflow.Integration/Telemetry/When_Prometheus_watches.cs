using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.TestSupport;

namespace Workflow.Integration.Telemetry;

public sealed class When_Prometheus_watches(PostgresFixture postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // The alert waits for a minute, so that a letter which is resolved at once calls nobody.
    [Fact]
    public async Task Should_fire_when_there_are_more_than_ten_dead_letters_and_no_earlier()
    {
        await using var host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync(), "Telemetry:GaugeSeconds=1");
        await using var prometheus = PrometheusServer.Watching(host.Address);
        await Eventually.EqualAsync("up", prometheus.HealthAsync, Patience);

        await DieAsync(host, 10);
        await Eventually.HoldsAsync(async () => (await Samples.ScrapeAsync(host.Http))["workflow_dead_letters_open"] == 10, "ten letters are told", Patience);
        Assert.Equal("", await prometheus.StateAsync("WorkflowDeadLetters"));

        await DieAsync(host, 1);
        await Eventually.EqualAsync("pending", () => prometheus.StateAsync("WorkflowDeadLetters"), Patience);
        await Eventually.EqualAsync("firing", () => prometheus.StateAsync("WorkflowDeadLetters"), Patience);
        Assert.Equal("", await prometheus.StateAsync("WorkflowInstanceDown"));
    }

    private static async Task DieAsync(RunningHost host, int letters)
    {
        await using var command = host.Database.CreateCommand(
            """
            INSERT INTO messaging.dead_letter (dead_letter_id, message_id, destination, message_type, body, reason, attempts, first_at, last_at)
            SELECT gen_random_uuid(), gen_random_uuid(), 'queue:stock', 'reserve-stock.v1', '', 'out of attempts', 10, now(), now()
            FROM generate_series(1, $1)
            """);
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = letters });
        Assert.Equal(letters, await command.ExecuteNonQueryAsync());
    }
}
