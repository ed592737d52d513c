using Npgsql;

namespace Workflow.Demo.Ends;

/// <summary>Where an order stands; the time is when that state was committed, UTC, null when the server does not keep commit times.</summary>
internal readonly record struct OrderEnd(Guid OrderId, string State, DateTime? CommittedAt);

/// <summary>Asks the database for named orders only, by primary key: nothing here grows with what earlier runs left.</summary>
internal sealed class OrderEnds(string connectionString) : IAsyncDisposable
{
    public const string Completed = "Completed";
    public const string Rejected = "Rejected";
    public const string Cancelled = "Cancelled";
    public const string Suspended = "Suspended";
    private const int Chunk = 5_000;

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 2, ApplicationName = "workflow demo", MaxAutoPrepare = 4 });

    /// <summary>Those of the given orders that ended or wait for an operator.</summary>
    public Task<List<OrderEnd>> AmongAsync(Guid[] orders, CancellationToken stop) => QueryAsync(
        "select order_id, state, null::timestamptz from orders.saga where order_id = any($1) and state = any($2)", orders, stop);

    /// <summary>The same with the commit times; for the end of a run.</summary>
    public async Task<List<OrderEnd>> FinalAsync(IEnumerable<Guid> orders, CancellationToken stop)
    {
        var time = await KeepsCommitTimesAsync(stop) ? "pg_xact_commit_timestamp(xmin)" : "null::timestamptz";
        var ends = new List<OrderEnd>();
        foreach (var chunk in orders.Distinct().Chunk(Chunk))
            ends.AddRange(await QueryAsync($"select order_id, state, {time} from orders.saga where order_id = any($1) and state = any($2)", chunk, stop));
        return ends;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<bool> KeepsCommitTimesAsync(CancellationToken stop)
    {
        await using var command = _database.CreateCommand("show track_commit_timestamp");
        return await command.ExecuteScalarAsync(stop) is "on";
    }

    private async Task<List<OrderEnd>> QueryAsync(string sql, Guid[] orders, CancellationToken stop)
    {
        await using var command = _database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = orders });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [Completed, Rejected, Cancelled, Suspended] });
        await using var rows = await command.ExecuteReaderAsync(stop);
        var ends = new List<OrderEnd>();
        while (await rows.ReadAsync(stop))
            ends.Add(new OrderEnd(rows.GetGuid(0), rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetDateTime(2)));
        return ends;
    }
}
