using System.Diagnostics;
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

    private const string Past = "- n * interval '1 minute'";

    // As they stand when the payment is on its way; the deadline is far, so that nobody wakes them.
    private static readonly CloneKind Running = new(2, new()
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
    });

    private static readonly CloneKind Suspended = new(3, new(Running.Saga)
    {
        ["state"] = "'Suspended'",
        ["step"] = Of("payment", "shipment", "refund"),
        ["attempt"] = "3",
        ["deadline_at"] = "NULL",
        ["outcome"] = $"CASE {Of("payment", "shipment", "refund")} WHEN 'refund' THEN 'Rejected' END",
        ["last_error"] = Error,
        ["error_fingerprint"] = $"substr(md5({Error}), 1, 16)",
        ["last_sequence"] = "3",
    });

    private static readonly CloneKind Finished = new(int.MaxValue, []);

    private static string Error => Of(
        "gateway answered 503", "the gateway did not answer within 5 s", "the carrier is on strike", "no answer within 60 s", "the warehouse is closed");

    /// <summary>Copies what is there until there are that many; returns when the tables are vacuumed and on disk.</summary>
    /// <param name="database">It has completed orders, and none that run.</param>
    /// <param name="finished">Orders that have ended.</param>
    /// <param name="running">Orders in the middle.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="suspended">Orders that wait for an operator.</param>
    public static async Task AddAsync(NpgsqlDataSource database, int finished, int running, CancellationToken stop, int suspended = 0)
    {
        var templates = await CountAsync(database, stop);
        if (templates == 0)
            throw new BenchException("There is no completed order to copy.");
        var last = 0;
        await AddKindAsync(finished, Finished, Tables);
        await AddKindAsync(running, Running, Tables[..4]);
        await AddKindAsync(suspended, Suspended, Tables[..5]);
        await ExecuteAsync(database, "VACUUM (ANALYZE)", stop);
        await ExecuteAsync(database, "CHECKPOINT", stop);

        async Task AddKindAsync(int orders, CloneKind kind, string[] tables)
        {
            if (orders == 0)
                return;
            var numbers = (last + 1, last += (int)Math.Ceiling((double)orders / templates));
            foreach (var table in tables)
            {
                var began = Stopwatch.GetTimestamp();
                await CopyAsync(database, table, numbers, kind, stop);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {table} of {orders:#,0} orders copied in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
            }
        }
    }

    public static async Task RemoveAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        foreach (var table in Tables)
            await ExecuteAsync(database, $"DELETE FROM {table} WHERE order_id < '{FirstReal}'", stop);
    }

    private static async Task CopyAsync(NpgsqlDataSource database, string table, (int From, int To) numbers, CloneKind kind, CancellationToken stop)
    {
        var columns = await ColumnsAsync(database, table, stop);
        var values = string.Join(", ", columns.Select(column => ValueOf(table, column, kind)));
        var history = table == "orders.order_event" ? $"AND t.sequence <= {kind.MostEvents.ToString(CultureInfo.InvariantCulture)}" : "";
        await ExecuteAsync(database, string.Create(CultureInfo.InvariantCulture,
            $"INSERT INTO {table} ({string.Join(", ", columns)}) SELECT {values} FROM generate_series({numbers.From}, {numbers.To}) AS n CROSS JOIN {table} AS t WHERE t.order_id >= '{FirstReal}' {history}"), stop);
    }

    private static string ValueOf(string table, string column, CloneKind kind) => column switch
    {
        "order_id" => CloneId,
        "idempotency_key" => "t.idempotency_key || '-' || n",
        "status" when kind != Finished && table == "stock.reservation" => "'Reserved'",
        _ when table == "orders.saga" && kind.Saga.TryGetValue(column, out var value) => value,
        _ when table == "orders.order_event" && kind == Suspended => EventOf(column),
        // Each copy a minute before the last one, as the orders of a shop that has been open for long.
        "accepted_at" or "state_since" or "finished_at" or "occurred_at" => $"t.{column} {Past}",
        _ => $"t.{column}",
    };

    // The third thing that happens to them is their suspension.
    private static string EventOf(string column) => column switch
    {
        "type" => "CASE t.sequence WHEN 3 THEN 'order-suspended' ELSE t.type END",
        "state" => "CASE t.sequence WHEN 3 THEN 'Suspended' ELSE t.state END",
        "data" => $"CASE t.sequence WHEN 3 THEN jsonb_build_object('step', {Of("payment", "shipment", "refund")}, 'attempt', 3, 'error', {Error}) ELSE t.data END",
        "occurred_at" => $"t.occurred_at {Past}",
        _ => $"t.{column}",
    };

    // Always the same choice for the same copy.
    private static string Of(params string[] texts) =>
        $"(ARRAY[{string.Join(", ", texts.Select(text => $"'{text}'"))}])[1 + abs(hashtext(t.order_id::text || n)) % {texts.Length.ToString(CultureInfo.InvariantCulture)}]";

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

/// <summary>What is different about copies that have not ended.</summary>
/// <param name="MostEvents">How much of the history they have.</param>
/// <param name="Saga">Values of the saga's columns, as SQL.</param>
internal sealed record CloneKind(int MostEvents, Dictionary<string, string> Saga);
