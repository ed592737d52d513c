using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Workflow.Migrations;
using Workflow.TestSupport;

namespace Workflow.Integration.Migrations;

public sealed class When_a_database_is_migrated(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_have_the_schema_that_the_model_describes()
    {
        var migrated = await postgres.CreateMigratedDatabaseAsync();
        var modelled = await postgres.CreateDatabaseAsync();
        await using (var connection = new NpgsqlConnection(modelled))
        await using (var context = WorkflowDbContext.Create(connection))
            await ExecuteAsync(modelled, context.Database.GenerateCreateScript());

        var expected = await CatalogSnapshot.ReadAsync(modelled);

        Assert.True(expected.Count > 100, "The snapshot read too little to compare anything.");
        Assert.Equal(expected, await CatalogSnapshot.ReadAsync(migrated));
    }

    [Fact]
    public async Task Should_let_one_of_ten_hosts_migrate_while_the_others_wait()
    {
        var database = await postgres.CreateDatabaseAsync();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            Task.Run(() => WorkflowMigrator.MigrateAsync(database, NullLogger.Instance))));

        Assert.Equal(
            await CatalogSnapshot.ReadAsync(await postgres.CreateMigratedDatabaseAsync()),
            await CatalogSnapshot.ReadAsync(database));
    }

    [Fact]
    public async Task Should_give_payments_of_an_earlier_version_what_reconciliation_needs()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var connection = new NpgsqlConnection(database))
        await using (var context = WorkflowDbContext.Create(connection))
            await context.Database.MigrateAsync("20261121000005_CreateShipments");
        await ExecuteAsync(
            database,
            """
            INSERT INTO orders."order" (order_id, currency, business_type, trace_id, total, accepted_at, lines)
            VALUES ('0197a000-0000-7000-8000-000000000001', 'GBP', 'SECKILL', '0af7651916cd43dd8448eb211c80319c', 1, now(), '[]');
            INSERT INTO payments.payment (order_id, status, amount, currency, captured, refunded, created_at, updated_at)
            VALUES ('0197a000-0000-7000-8000-000000000001', 'Unknown', 1, 'GBP', 0, 0, now(), now());
            """);

        await WorkflowMigrator.MigrateAsync(database, NullLogger.Instance);

        await using var look = new NpgsqlConnection(database);
        await look.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT concat_ws(' ', trace_id, business_type, reconcile_at <= now()) FROM payments.payment", look);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c SECKILL t", await command.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("messaging.outbox")]
    [InlineData("orders.\"order\"")]
    public async Task Should_sample_little_of_what_is_found_by_key(string table)
    {
        await using var connection = new NpgsqlConnection(await postgres.CreateMigratedDatabaseAsync());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"SELECT string_agg(DISTINCT attstattarget::text, ',') FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped",
            connection);
        Assert.Equal("10", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Should_leave_no_session_behind()
    {
        var database = await postgres.CreateDatabaseAsync();
        await WorkflowMigrator.MigrateAsync(database, NullLogger.Instance);

        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE datname = current_database() AND locktype = 'advisory'",
            connection);
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Should_come_back_to_nothing_when_all_migrations_are_reverted()
    {
        var database = await postgres.CreateMigratedDatabaseAsync();
        await using (var connection = new NpgsqlConnection(database))
        await using (var context = WorkflowDbContext.Create(connection))
            await context.Database.MigrateAsync(Microsoft.EntityFrameworkCore.Migrations.Migration.InitialDatabase);

        Assert.Empty(await CatalogSnapshot.ReadAsync(database));
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
