using System.Runtime.CompilerServices;
using Npgsql;
using Workflow.Integration.Migrations;
using Workflow.Messaging.Participants;
using Workflow.Migrations;
using Workflow.TestSupport;

namespace Workflow.Integration.Integrators;

public sealed class When_a_service_of_its_own_starts(PostgresFixture postgres)
{
    private const string Rewrite = "WORKFLOW_REWRITE_SQL";

    // The migrations that are about messaging and its clock alone. One that changes these schemas belongs in here.
    private static readonly string[] Own = ["_CreateMessaging", "_CreateQuartz", "_IndexOutboxDue", "_ResolveDeadLetters", "_CreateHub", "_IndexOutboxWaiting", "_SampleTheOutboxLess"];

    [Fact]
    public async Task Should_have_the_migrations_script_of_messaging()
    {
        var generated = Generate();
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            await File.WriteAllTextAsync(ScriptPath(), generated);

        Assert.True(
            generated == await File.ReadAllTextAsync(ScriptPath()),
            $"src/Workflow.Messaging/Participants/messaging.sql is not what the migrations generate. Run this test with {Rewrite}=1 to rewrite it.");
    }

    [Fact]
    public async Task Should_make_the_same_tables_as_a_host_also_when_many_do_at_once_and_again()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MessagingSchema.EnsureAsync(source)));
        await MessagingSchema.EnsureAsync(source);

        var expected = (await CatalogSnapshot.ReadAsync(await postgres.CreateMigratedDatabaseAsync())).Where(IsMessaging);
        Assert.Equal(expected, (await CatalogSnapshot.ReadAsync(database)).Where(line => !line.Contains("schema_history")));
        Assert.Equal(await CountAsync(await postgres.CreateMigratedDatabaseAsync(), "quartz"), await CountAsync(database, "quartz"));
    }

    private static bool IsMessaging(string line) => line.Contains("messaging.");

    private static async Task<long> CountAsync(string database, string schema)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT count(*) FROM information_schema.columns WHERE table_schema = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = schema });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static string Generate()
    {
        const string Start = "START TRANSACTION;";
        var parts = WorkflowMigrator.GenerateScript().ReplaceLineEndings("\n").Split(Start);
        var script = "CREATE SCHEMA IF NOT EXISTS messaging;\n\n" + parts[0] + string.Concat(parts.Skip(1)
            .Where(part => Own.Any(name => part.Contains(name + "'", StringComparison.Ordinal))).Select(part => Start + part));
        return script.Replace("\"__EFMigrationsHistory\"", "messaging.schema_history").Replace("\"PK___EFMigrationsHistory\"", "schema_history_pkey").TrimEnd('\n') + "\n";
    }

    private static string ScriptPath([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(here, "../../../../src/Workflow.Messaging/Participants/messaging.sql"));
}
