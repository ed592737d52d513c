using System.Globalization;
using Npgsql;

namespace Workflow.Benchmarks.World;

/// <summary>
/// Fills the database with orders of the past: copies of orders that the product itself has completed, history, payment
/// and all, under ids before all real ones. Only the books that count them (stock, gateway) do not know them, so they are
/// taken out again before the proof.
/// </summary>
internal static class Clones
{
    private const string FirstReal = "01000000-0000-0000-0000-000000000000";

    // An id of version 7 begins with the time; another beginning makes a new id that sorts before all of this century.
    private const string CloneId = "('00' || lpad(to_hex(n), 6, '0') || substr(t.order_id::text, 9))::uuid";

    private static readonly string[] Tables =
        ["orders.\"order\"", "orders.saga", "orders.order_event", "stock.reservation", "payments.payment", "shipments.shipment"];

    // As they stand when the payment is on its way; the deadline is far, so that nobody wakes them.
    private static readonly Dictionary<string, string> WhileRunning = new()
    {
        ["state"] = "'AuthorizingPayment'",
        ["step"] = "'payment'",
        ["attempt"] = "1",
        ["deadline_at"] = "now() + interval '1 day'",
        ["outcome"] = "NULL",
        ["payment_reference"] = "NULL",
        ["tracking_number"] = "NULL",
        ["finished_at"] = "NULL",
        ["last_sequence"] = "2",
    };

    /// <summary>Copies what is there until there are that many; returns when the tables are vacuumed and on disk.</summary>
    /// <param name="database">It has completed orders, and none that run.</param>
    /// <param name="finished">Orders that have ended.</param>
    /// <param name="running">Orders in the middle.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task AddAsync(NpgsqlDataSource database, int finished, int running, CancellationToken stop)
    {
        var templates = await CountAsync(database, stop);
        if (templates == 0)
            throw new BenchException("There is no completed order to copy.");
        var copies = (int)Math.Ceiling((double)finished / templates);
        if (finished > 0)
        {
            foreach (var table in Tables)
                await CopyAsync(database, table, (1, copies), isRunning: false, stop);
        }
        if (running > 0)
        {
            var more = (copies + 1, copies + (int)Math.Ceiling((double)running / templates));
            foreach (var table in Tables[..4])
                await CopyAsync(database, table, more, isRunning: true, stop);
        }
        await ExecuteAsync(database, "VACUUM (ANALYZE)", stop);
        await ExecuteAsync(database, "CHECKPOINT", stop);
    }

    public static async Task RemoveAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        foreach (var table in Tables)
            await ExecuteAsync(database, $"DELETE FROM {table} WHERE order_id < '{FirstReal}'", stop);
    }

    private static async Task CopyAsync(NpgsqlDataSource database, string table, (int From, int To) numbers, bool isRunning, CancellationToken stop)
    {
        var columns = await ColumnsAsync(database, table, stop);
        var values = string.Join(", ", columns.Select(column => ValueOf(table, column, isRunning)));
        var history = isRunning && table == "orders.order_event" ? "AND t.sequence <= 2" : "";
        await ExecuteAsync(database, string.Create(CultureInfo.InvariantCulture,
            $"INSERT INTO {table} ({string.Join(", ", columns)}) SELECT {values} FROM generate_series({numbers.From}, {numbers.To}) AS n CROSS JOIN {table} AS t WHERE t.order_id >= '{FirstReal}' {history}"), stop);
    }

    private static string ValueOf(string table, string column, bool isRunning) => column switch
    {
        "order_id" => CloneId,
        "idempotency_key" => "t.idempotency_key || '-' || n",
        "status" when isRunning && table == "stock.reservation" => "'Reserved'",
        _ when isRunning && table == "orders.saga" && WhileRunning.TryGetValue(column, out var value) => value,
        _ => $"t.{column}",
    };

    private static async Task<List<string>> ColumnsAsync(NpgsqlDataSource database, string table, CancellationToken stop)
    {
        await using var command = database.CreateCommand(
            "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table });
        await using var rows = await command.ExecuteReaderAsync(stop);
        List<string> columns = [];
        while (await rows.ReadAsync(stop))
            columns.Add(rows.GetString(0));
        return columns;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM orders.saga WHERE state = 'Completed'");
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    // Only names of tables and columns and numbers are put together here, none of them from outside.
    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken stop)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(stop);
    }
}
