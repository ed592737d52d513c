using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Workflow.Migrations;

namespace Workflow.TestSupport;

/// <summary>
/// One private PostgreSQL cluster for a test assembly: <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>.
/// It starts with the first database that is asked for, so a run that needs none pays nothing.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private const string Template = "workflow_template";

    private readonly Lazy<Task<TestCluster>> _cluster = new(() => TestCluster.StartAsync());
    private readonly Lazy<Task> _template;
    private int _databases;

    public PostgresFixture() => _template = new(CreateTemplateAsync);

    /// <summary>A new, empty database.</summary>
    public Task<string> CreateDatabaseAsync() => CreateAsync(NextName(), "template0");

    /// <summary>A new database with all migrations applied.</summary>
    public async Task<string> CreateMigratedDatabaseAsync()
    {
        await _template.Value;
        return await CreateAsync(NextName(), Template);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster.IsValueCreated)
            await (await _cluster.Value).DisposeAsync();
    }

    // A database with a session in it cannot be copied; the migrator leaves none, its connection is not pooled.
    private async Task CreateTemplateAsync() =>
        await WorkflowMigrator.MigrateAsync(await CreateAsync(Template, "template0"), NullLogger.Instance);

    private string NextName() => $"test_{Interlocked.Increment(ref _databases)}";

    private async Task<string> CreateAsync(string database, string template)
    {
        var cluster = await _cluster.Value;
        await using var connection = new NpgsqlConnection(cluster.ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {database} TEMPLATE {template}", connection);
        await command.ExecuteNonQueryAsync();
        return cluster.ConnectionString(database);
    }
}
