using System.Security.Claims;
using Npgsql;
using NpgsqlTypes;
using Workflow.Host.Admin.Audit;
using Workflow.Host.Admin.Orders;
using Workflow.Messaging.Lanes;

namespace Workflow.Host.Admin.Bulk;

/// <summary>What can be seen of bulk actions.</summary>
internal sealed class BulkQuery(NpgsqlDataSource dataSource)
{
    internal const int MaxItems = 100_000;

    private const string Columns =
        """
        b.bulk_id, b.action, b.filter, b.reason, b.reference, b.rate, b.state, b.total, b.operator, b.created_by, b.created_at, b.started_at, b.finished_at,
        (SELECT coalesce(jsonb_object_agg(state, n), '{}')::text FROM (
            SELECT state, count(*) AS n FROM admin.bulk_item i WHERE i.bulk_id = b.bulk_id GROUP BY state) AS counts)
        """;

    /// <summary>One; null when there is none with this id.</summary>
    internal async Task<BulkView?> FindAsync(ClaimsPrincipal who, Guid bulkId, CancellationToken cancellationToken)
    {
        OperatorDesk.Demand(who);
        await using var command = dataSource.CreateCommand($"SELECT {Columns} FROM admin.bulk b WHERE b.bulk_id = $1");
        command.Parameters.AddValue(bulkId, NpgsqlDbType.Uuid);
        return (await ReadAsync(command, cancellationToken)).FirstOrDefault();
    }

    /// <summary>A page, the newest first.</summary>
    internal async Task<List<BulkView>> ListAsync(ClaimsPrincipal who, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        OperatorDesk.Demand(who);
        await using var command = dataSource.CreateCommand();
        var behind = "";
        if (after is { } last)
        {
            command.Parameters.AddValue(last.At, NpgsqlDbType.TimestampTz);
            command.Parameters.AddValue(last.Id, NpgsqlDbType.Uuid);
            behind = "WHERE (created_at, bulk_id) < ($1, $2)";
        }
        command.CommandText =
            $"SELECT {Columns} FROM (SELECT * FROM admin.bulk {behind} ORDER BY created_at DESC, bulk_id DESC LIMIT {limit}) AS b ORDER BY b.created_at DESC, b.bulk_id DESC";
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>A page of its orders, by their place in the selection.</summary>
    internal async Task<List<BulkItem>> ItemsAsync(
        ClaimsPrincipal who, Guid bulkId, (string? State, int After, int Limit) page, CancellationToken cancellationToken)
    {
        OperatorDesk.Demand(who);
        await using var command = dataSource.CreateCommand();
        command.Parameters.AddValue(bulkId, NpgsqlDbType.Uuid);
        command.Parameters.AddValue(page.After, NpgsqlDbType.Integer);
        var state = page.State is null ? "" : $" AND state = {OrderWalk.Add(command.Parameters, page.State, NpgsqlDbType.Text)}";
        command.CommandText =
            $"""
            SELECT position, order_id, step, state, detail, sent_at, settled_at FROM admin.bulk_item
            WHERE bulk_id = $1 AND position > $2{state} ORDER BY position LIMIT {page.Limit}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<BulkItem> items = [];
        while (await reader.ReadAsync(cancellationToken))
            items.Add(new BulkItem(
                reader.GetInt32(0), reader.GetGuid(1), Text(reader, 2), reader.GetString(3), Text(reader, 4), Time(reader, 5), Time(reader, 6)));
        return items;
    }

    private static async Task<List<BulkView>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<BulkView> bulks = [];
        while (await reader.ReadAsync(cancellationToken))
            bulks.Add(new BulkView(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), Text(reader, 4), reader.GetInt32(5),
                reader.GetString(6), Math.Min(reader.GetInt32(7), MaxItems), reader.GetInt32(7) > MaxItems,
                System.Text.Json.JsonSerializer.Deserialize(reader.GetString(13), BulkProgressJson.Default.DictionaryStringInt64)!,
                reader.GetString(8), reader.GetString(9), reader.GetFieldValue<DateTimeOffset>(10), Time(reader, 11), Time(reader, 12)));
        return bulks;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, long>))]
internal sealed partial class BulkProgressJson : System.Text.Json.Serialization.JsonSerializerContext;
