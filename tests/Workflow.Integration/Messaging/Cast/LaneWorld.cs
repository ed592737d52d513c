using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Workflow.Messaging;
using Workflow.Messaging.Inbox;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Transport;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>A lane of notes on a database, without a transport: nothing leaves the outbox.</summary>
internal sealed class LaneWorld : IAsyncDisposable
{
    private readonly NpgsqlDataSource _connections;
    private Lane<NoteUnit>? _lane;

    internal LaneWorld(Database database, LaneOptions options)
    {
        Database = database;
        _connections = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = "lane", MaxPoolSize = 4 });
        Window = new OutboxWindow(WorkflowInstance.New(), (TransportKind.InMemory, new DirectQueues()), Options.Create(new RelayOptions()));
        Store = new MessageStore(_connections, Window, new RecentMessages(), TimeProvider.System, Options.Create(options));
    }

    internal Database Database { get; }

    internal OutboxWindow Window { get; }

    internal MessageStore Store { get; }

    internal NoteWriter Writer { get; } = new();

    internal Lane<NoteUnit> Lane => _lane ??= new Lane<NoteUnit>("notes", Writer, Store, NullLogger.Instance);

    internal static async Task<LaneWorld> StartAsync(PostgresFixture postgres, LaneOptions? options = null) =>
        new(await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync()), options ?? new LaneOptions());

    /// <summary>The same database seen by a process that remembers nothing.</summary>
    internal LaneWorld Restarted() => new(new Database(Database.ConnectionString), Store.Lanes);

    /// <summary>Nothing that runs in the lane ends before the result is disposed.</summary>
    internal async Task<IAsyncDisposable> BlockAsync()
    {
        var connection = await Database.DataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE test.note", connection);
        await command.ExecuteNonQueryAsync();
        return new Block(connection);
    }

    /// <summary>Waits until the statements of as many lanes wait for a block.</summary>
    internal Task WaitUntilBlockedAsync(int lanes = 1) => Eventually.HoldsAsync(
        async () => await Database.ReadAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lane' AND wait_event_type = 'Lock'") == lanes,
        "the lane waits for the lock");

    /// <summary>Cuts the lane's connection off on the server's side.</summary>
    internal Task CutOffAsync() => Database.ExecuteAsync(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lane'");

    public async ValueTask DisposeAsync()
    {
        if (_lane is not null)
            await _lane.DisposeAsync();
        await _connections.DisposeAsync();
        await Database.DisposeAsync();
    }

    private sealed class Block(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (connection.State != System.Data.ConnectionState.Open)
                return;
            await using (var command = new NpgsqlCommand("ROLLBACK", connection))
                await command.ExecuteNonQueryAsync();
            await connection.DisposeAsync();
        }
    }
}
