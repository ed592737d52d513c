using Npgsql;
using NpgsqlTypes;
using Workflow.Contracts;
using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Payment;

/// <summary>The statements on <c>payments.payment</c>; keys are taken in order, so that instances never deadlock.</summary>
internal static class PaymentTable
{
    // The first row of an order counts: a later one must not turn an intent into a barrier.
    private const string Insert =
        """
        INSERT INTO payments.payment
            (order_id, status, captured, refunded, reference, reason, updated_at, reconcile_at, amount, currency, trace_id, business_type, created_at)
        SELECT id, status, captured, refunded, reference, reason, $7, $8, amount, currency, trace_id, business_type, $7
        FROM unnest($1, $2, $3, $4, $5, $6, $9, $10, $11, $12) WITH ORDINALITY
            AS u(id, status, captured, refunded, reference, reason, amount, currency, trace_id, business_type, n) ORDER BY id, n
        """;

    private const string Lock =
        """
        SELECT order_id, status, amount, currency, captured, refunded, reference, reason
        FROM payments.payment WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE
        """;

    private const string Update =
        """
        UPDATE payments.payment p
        SET status = u.status, captured = u.captured, refunded = u.refunded, reference = u.reference, reason = u.reason,
            updated_at = $7, reconcile_at = $8
        FROM unnest($1, $2, $3, $4, $5, $6) AS u(order_id, status, captured, refunded, reference, reason)
        WHERE p.order_id = u.order_id
        """;

    // The status last changed when it did: a look that comes sooner does not make the later ones come sooner.
    private const string Hasten = "UPDATE payments.payment SET reconcile_at = $2 WHERE order_id = ANY($1) AND reconcile_at > $2";

    /// <summary>
    /// Reads and locks the rows of all orders. A careful try first inserts what is planned for those without one; a
    /// hopeful one inserts with the other writes, and breaks when somebody was faster.
    /// </summary>
    public static void AddReads(LaneCommit<PaymentUnit> commit, BatchRows<PaymentRow> batch, PaymentTimes times)
    {
        if (!commit.Sql.IsHopeful)
            AddInsert(commit, batch, [.. commit.Units.Where(unit => unit.Planned is not null).Select(unit => KeyValuePair.Create(unit.OrderId, unit.Planned!))], times);
        var orders = commit.Units.Where(unit => unit.Work is not (PaymentWork.Fail or PaymentWork.Carry)).Select(unit => unit.OrderId).ToArray();
        if (orders.Length == 0)
            return;
        var parameters = commit.Sql.Add(Lock, async (reader, cancellationToken) =>
        {
            while (await reader.ReadAsync(cancellationToken))
                batch.Load(reader.GetGuid(0), Read(reader));
        });
        parameters.AddArray(orders, NpgsqlDbType.Uuid);
    }

    public static void AddWrites(LaneCommit<PaymentUnit> commit, BatchRows<PaymentRow> batch, PaymentTimes times)
    {
        AddInsert(commit, batch, batch.Added, times);
        var rows = batch.Changed;
        if (rows.Count > 0)
            AddOutcomes(commit.Sql.Add(Update), rows, times);
    }

    /// <summary>Makes due now what callbacks ask for, unless it is settled; its rows are locked by the batch already.</summary>
    public static void AddHaste(LaneCommit<PaymentUnit> commit, BatchRows<PaymentRow> batch, PaymentTimes times)
    {
        var orders = commit.Units
            .Where(unit => unit.Work == PaymentWork.Hasten && batch.Find(unit.OrderId) is { IsOwed: true })
            .Select(unit => unit.OrderId).Distinct().ToArray();
        if (orders.Length == 0)
            return;
        var parameters = commit.Sql.Add(Hasten);
        parameters.AddArray(orders, NpgsqlDbType.Uuid);
        parameters.AddValue(times.Now, NpgsqlDbType.TimestampTz);
    }

    private static void AddInsert(
        LaneCommit<PaymentUnit> commit, BatchRows<PaymentRow> batch, List<KeyValuePair<Guid, PaymentRow>> rows, PaymentTimes times)
    {
        if (rows.Count == 0)
            return;
        Dictionary<Guid, OrderMessage> commands = new(rows.Count);
        foreach (var unit in commit.Units.Where(unit => unit.Planned is not null))
            commands.TryAdd(unit.OrderId, unit.Command);
        var parameters = commit.Sql.AddInsert(Insert, "order_id", batch.ReadInsertedAsync);
        AddOutcomes(parameters, rows, times);
        parameters.AddColumn(rows, row => row.Value.Amount, NpgsqlDbType.Numeric);
        parameters.AddColumn(rows, row => row.Value.Currency, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => commands[row.Key].TraceId, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => commands[row.Key].BusinessType, NpgsqlDbType.Text);
    }

    private static void AddOutcomes(NpgsqlParameterCollection parameters, List<KeyValuePair<Guid, PaymentRow>> rows, PaymentTimes times)
    {
        parameters.AddColumn(rows, row => row.Key, NpgsqlDbType.Uuid);
        parameters.AddColumn(rows, row => row.Value.Status, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Value.Captured, NpgsqlDbType.Numeric);
        parameters.AddColumn(rows, row => row.Value.Refunded, NpgsqlDbType.Numeric);
        parameters.AddColumn(rows, row => row.Value.Reference, NpgsqlDbType.Text);
        parameters.AddColumn(rows, row => row.Value.Reason, NpgsqlDbType.Text);
        parameters.AddValue(times.Now, NpgsqlDbType.TimestampTz);
        parameters.AddValue(times.FirstLook, NpgsqlDbType.TimestampTz);
    }

    private static PaymentRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(1), reader.GetDecimal(2), reader.GetString(3), reader.GetDecimal(4), reader.GetDecimal(5),
        reader.IsDBNull(6) ? null : reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetString(7));
}

/// <summary>The moment of a batch.</summary>
/// <param name="Now">When it is written.</param>
/// <param name="FirstLook">When the gateway is asked about what stays open, if nobody does so before.</param>
internal readonly record struct PaymentTimes(DateTimeOffset Now, DateTimeOffset FirstLook);
