using Npgsql;
using Workflow.Testing;
using Workflow.TestSupport;

namespace Workflow.Scenarios.Postgres;

/// <summary>
/// One database with two instances of the product for all scenarios on PostgreSQL. Their clock is one, and a sweep
/// dispatches whatever is due in the database: so these scenarios run one after the other.
/// </summary>
[CollectionDefinition(Name)]
public sealed class PostgresOrders(PostgresFixture postgres) : IAsyncLifetime, ICollectionFixture<PostgresOrders>
{
    public const string Name = "Orders on PostgreSQL";

    internal ManualTime Time { get; } = new();

    /// <summary>What any instance sent.</summary>
    internal RelayedMessages Relayed { get; } = new();

    internal NpgsqlDataSource Database { get; private set; } = null!;

    /// <summary>The instance at which an order's messages arrive.</summary>
    internal PostgresInstance Main { get; private set; } = null!;

    /// <summary>Another instance on the same database, which knows nothing of an order but what is stored.</summary>
    internal PostgresInstance Other { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = NpgsqlDataSource.Create(await postgres.CreateMigratedDatabaseAsync());
        await OutboxWitness.CallAsync(Database);
        Main = await StartInstanceAsync();
        Other = await StartInstanceAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Main.DisposeAsync();
        await Other.DisposeAsync();
        await Database.DisposeAsync();
    }

    internal Task<PostgresInstance> StartInstanceAsync() => PostgresInstance.StartAsync(Database, Time, Relayed);
}
