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
