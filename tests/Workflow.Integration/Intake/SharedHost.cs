using Workflow.TestSupport;

namespace Workflow.Integration.Intake;

/// <summary>One host for all tests of a class that leave no trace for each other.</summary>
public sealed class SharedHost(PostgresFixture postgres) : IAsyncLifetime
{
    public const string AdminKey = "let-me-in";

    private RunningHost? _host;

    internal RunningHost Host => _host!;

    internal HttpClient Http => Host.Http;

    public async ValueTask InitializeAsync() =>
        _host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync(), $"Admin:Key={AdminKey}");

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;
}
