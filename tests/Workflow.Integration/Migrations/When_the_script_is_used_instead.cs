using System.Runtime.CompilerServices;
using Npgsql;
using Workflow.Migrations;
using Workflow.TestSupport;

namespace Workflow.Integration.Migrations;

public sealed class When_the_script_is_used_instead(PostgresFixture postgres)
{
    private const string Rewrite = "WORKFLOW_REWRITE_SQL";

    [Fact]
    public async Task Should_be_the_script_that_the_migrations_generate()
    {
        var generated = WorkflowMigrator.GenerateScript().ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            await File.WriteAllTextAsync(ScriptPath(), generated);

        Assert.True(
            generated == await File.ReadAllTextAsync(ScriptPath()),
            $"migrations/sql/workflow.sql is not what the migrations generate. Run this test with {Rewrite}=1 to rewrite it.");
    }

    [Fact]
    public async Task Should_make_the_same_schema_and_change_nothing_when_applied_again()
    {
        var database = await postgres.CreateDatabaseAsync();
        await ApplyAsync(database);
        await ApplyAsync(database);

        Assert.Equal(
            await CatalogSnapshot.ReadAsync(await postgres.CreateMigratedDatabaseAsync()),
            await CatalogSnapshot.ReadAsync(database));
    }

    [Fact]
    public async Task Should_change_nothing_in_a_database_that_a_host_migrated()
    {
        var database = await postgres.CreateMigratedDatabaseAsync();
        var before = await CatalogSnapshot.ReadAsync(database);
        await ApplyAsync(database);

        Assert.Equal(before, await CatalogSnapshot.ReadAsync(database));
    }

    private static async Task ApplyAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(await File.ReadAllTextAsync(ScriptPath()), connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string ScriptPath([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(here, "../../../../migrations/sql/workflow.sql"));
}
