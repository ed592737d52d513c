using Workflow.TestSupport;

namespace Workflow.Integration.Verify;

public sealed class When_a_promise_was_broken(PostgresFixture postgres)
{
    [Theory]
    [MemberData(nameof(Plants.All), MemberType = typeof(Plants))]
    public async Task Should_find_it_in_the_data(string check, string id, string plant)
    {
        var database = await VerifiedDatabase.CreateAsync(postgres, plant);

        AssertFound(await VerifyRun.WithLedgerAsync(database, VerifiedDatabase.Ledger), check, id);
    }

    [Theory]
    [MemberData(nameof(Plants.Ledgers), MemberType = typeof(Plants))]
    public async Task Should_find_it_in_the_ledger(string check, string id, string[] completed)
    {
        var others = VerifiedDatabase.Ledger.Where(line => !line.Contains($"{Stories.Completed}", StringComparison.Ordinal));

        var run = await VerifyRun.WithLedgerAsync(await VerifiedDatabase.CreateAsync(postgres), others.Concat(completed));

        AssertFound(run, check, id);
    }

    [Fact]
    public async Task Should_name_an_unfinished_order_in_no_other_check_than_that()
    {
        var database = await VerifiedDatabase.CreateAsync(postgres,
            $"DELETE FROM orders.saga WHERE order_id = '{Stories.Suspended}'",
            $"DELETE FROM orders.order_event WHERE order_id = '{Stories.Suspended}'");

        var run = await VerifyRun.WithLedgerAsync(database, VerifiedDatabase.Ledger);

        Assert.Equal("Every accepted order is completed, rejected, cancelled or suspended", Assert.Single(run.Broken));
    }

    [Fact]
    public async Task Should_count_all_and_name_five()
    {
        var database = await VerifiedDatabase.CreateAsync(postgres,
            """
            INSERT INTO shipments.shipment
            SELECT gen_random_uuid(), 'Cancelled', NULL, NULL, now() FROM generate_series(1, 1000)
            """);

        var run = await VerifyRun.WithLedgerAsync(database, VerifiedDatabase.Ledger);

        Assert.Equal(1_000, run.Checks["No shipment is without its order"].Violations);
        var line = run.Text.Split('\n').Single(line => line.StartsWith("No shipment is without", StringComparison.Ordinal));
        Assert.Equal(5, line.Split(' ').Count(word => Guid.TryParse(word, out _)));
    }

    [Fact]
    public async Task Should_have_a_planted_violation_for_each_check()
    {
        var run = await VerifyRun.WithLedgerAsync(await postgres.CreateMigratedDatabaseAsync(), []);
        string[] planted = [.. Plants.All.Select(row => row.Data.Item1), .. Plants.Ledgers.Select(row => row.Data.Item1)];

        Assert.DoesNotContain(run.Checks.Keys, name =>
            !name.StartsWith("Dead letters", StringComparison.Ordinal) && !planted.Any(name.Contains));
    }

    private static void AssertFound(VerifyRun run, string check, string id)
    {
        Assert.Equal(1, run.ExitCode);
        var name = Assert.Single(run.Broken, name => name.Contains(check, StringComparison.Ordinal));
        Assert.Contains(
            id, run.Text.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(run.Checks.Values.Sum(found => found.Violations), run.Json.GetProperty("violations").GetInt64());
    }
}
