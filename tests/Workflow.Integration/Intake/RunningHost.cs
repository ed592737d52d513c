using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Workflow.Host.Serve;
using Workflow.Integration.Messaging.Cast;

namespace Workflow.Integration.Intake;

/// <summary>The host as it is shipped, in this process, on a free port; and a look into its database from outside.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    /// <summary>The table that every order is written to: who holds it, holds the intake.</summary>
    public const string Orders = "orders.\"order\"";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // A slow machine must not turn an answer into a refusal; a setting that comes later wins.
    private static readonly string[] Patient = ["Intake:DeadlineSeconds=60", "Messaging:Lanes:CommandTimeoutSeconds=120"];

    private readonly WebApplication _app;
    private bool _isStopped;

    private RunningHost(WebApplication app, string connectionString)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Http = new HttpClient { BaseAddress = Address, Timeout = Patience };
        Database = NpgsqlDataSource.Create(connectionString);
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public NpgsqlDataSource Database { get; }

    /// <summary>The host from within.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts it; a setting is written as on the command line, without the dashes.</summary>
    public static async Task<RunningHost> StartAsync(string connectionString, params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = ["--Urls=http://127.0.0.1:0", .. Patient.Concat(settings).Select(setting => "--" + setting)],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders().AddProvider(new TestLog());
        var app = WorkflowApplication.Build(builder, connectionString);
        await app.StartAsync();
        return new RunningHost(app, connectionString);
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T> ReadAsync<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task<long> CountOrdersAsync() => ReadAsync<long>("""SELECT count(*) FROM orders."order" """);

    public Task<bool> HasOrderAsync(Guid orderId) =>
        ReadAsync<bool>("""SELECT EXISTS (SELECT FROM orders."order" WHERE order_id = $1)""", orderId);

    /// <summary>Holds everybody who writes to the table, until it is disposed.</summary>
    public async Task<HeldTable> HoldAsync(string table) => await HeldTable.LockAsync(Database, table);

    /// <summary>Changes rows in a transaction that stays open: whoever wants the same rows waits for it.</summary>
    public async Task<HeldTable> HoldRowsAsync(string change) => await HeldTable.BeginAsync(Database, change);

    public async Task StopAsync()
    {
        _isStopped = true;
        await _app.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_isStopped)
            await _app.StopAsync();
        await _app.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>A lock on a table or some of its rows, held by a transaction of the test.</summary>
internal sealed class HeldTable : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlConnection _connection;
    private bool _isLeft;

    private HeldTable(NpgsqlDataSource database, NpgsqlConnection connection)
    {
        _database = database;
        _connection = connection;
    }

    public static Task<HeldTable> LockAsync(NpgsqlDataSource database, string table) => BeginAsync(database, $"LOCK TABLE {table} IN EXCLUSIVE MODE");

    public static async Task<HeldTable> BeginAsync(NpgsqlDataSource database, string sql)
    {
        var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"BEGIN; {sql}", connection);
        await command.ExecuteNonQueryAsync();
        return new HeldTable(database, connection);
    }

    /// <summary>Changes something behind the lock, before whoever waits for it sees the table again.</summary>
    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns when somebody waits for this lock.</summary>
    public Task UntilSomebodyWaitsAsync() => Eventually.HoldsAsync(IsWaitedForAsync, "somebody waits for the table");

    /// <summary>Lets go; once is enough.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isLeft)
            return;
        _isLeft = true;
        await using (var command = new NpgsqlCommand("COMMIT", _connection))
            await command.ExecuteNonQueryAsync();
        await _connection.DisposeAsync();
    }

    private async Task<bool> IsWaitedForAsync()
    {
        await using var command = _database.CreateCommand("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid)))");
        command.Parameters.Add(new NpgsqlParameter { Value = _connection.ProcessID });
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
