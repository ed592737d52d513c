using Npgsql;
using Workflow.Messaging;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging;

public sealed class When_something_is_read_beside_the_orders(PostgresFixture postgres)
{
    // Parallel workers cost nothing in the eyes of this planner, so that it takes them wherever it may.
    private const string Eager = "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0";
    private const string Read = "EXPLAIN SELECT count(*) FROM orders.saga";

    [Fact]
    public async Task Should_take_no_parallel_workers_and_leave_the_connection_as_it_was()
    {
        await using var database = new NpgsqlDataSourceBuilder(await postgres.CreateMigratedDatabaseAsync()) { ConnectionStringBuilder = { MaxPoolSize = 1 } }.Build();
        Assert.Contains("Parallel", await PlanAsync(database, isQuiet: false));

        Assert.DoesNotContain("Parallel", await PlanAsync(database, isQuiet: true));

        Assert.Contains("Parallel", await PlanAsync(database, isQuiet: false));
    }

    private static async Task<string> PlanAsync(NpgsqlDataSource database, bool isQuiet)
    {
        await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand(Eager, connection))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        if (isQuiet)
            await connection.UseOneCoreAsync(TestContext.Current.CancellationToken);
        await using var explain = new NpgsqlCommand(Read, connection);
        await using var reader = await explain.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> plan = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            plan.Add(reader.GetString(0));
        return string.Join('\n', plan);
    }
}
