using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Payment;

/// <summary>The statements on <c>payments.payment</c>; keys are taken in order, so that instances never deadlock.</summary>
internal static class PaymentTable
{
    // The first unit of an order in the batch inserts: a later one must not turn an intent into a barrier.
    private const string Insert =
        """
        INSERT INTO payments.payment
            (order_id, status, amount, currency, captured, refunded, trace_id, business_type, created_at, updated_at, reconcile_at)
        SELECT id, status, amount, currency, 0, 0, trace_id, business_type, $7, $7, $8
        FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS u(id, status, amount, currency, trace_id, business_type, n) ORDER BY id, n
        ON CONFLICT DO NOTHING
        RETURNING order_id
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

    /// <summary>Inserts what is planned for orders without a row, then reads and locks the rows of all.</summary>
    public static void AddReads(LaneCommit<PaymentUnit> commit, BatchRows<PaymentRow> batch, PaymentTimes times)
    {
        AddInsert(commit.Sql, commit.Units.Where(unit => unit.Planned is not null).ToList(), (batch, times));
        var orders = commit.Units.Where(unit => unit.Work is not (PaymentWork.Fail or PaymentWork.Carry)).Select(unit => unit.OrderId).Distinct().ToArray();
        if (orders.Length == 0)
            return;
        var parameters = commit.Sql.Add(Lock, async (reader, cancellationToken) =>
        {
            while (await reader.ReadAsync(cancellationToken))
                batch.Load(reader.GetGuid(0), Read(reader));
        });
        parameters.AddArray(orders, NpgsqlDbType.Uuid);
    }

    public static void AddWrites(SqlBatch sql, BatchRows<PaymentRow> batch, PaymentTimes times)
    {
        var rows = batch.Changed;
        if (rows.Count == 0)
            return;
        var parameters = sql.Add(Update);
        parameters.AddArray(rows.ConvertAll(row => row.Key).ToArray(), NpgsqlDbType.Uuid);
        parameters.AddArray(rows.ConvertAll(row => row.Value.Status).ToArray(), NpgsqlDbType.Text);
        parameters.AddArray(rows.ConvertAll(row => row.Value.Captured).ToArray(), NpgsqlDbType.Numeric);
        parameters.AddArray(rows.ConvertAll(row => row.Value.Refunded).ToArray(), NpgsqlDbType.Numeric);
        parameters.AddArray(rows.ConvertAll(row => row.Value.Reference).ToArray(), NpgsqlDbType.Text);
        parameters.AddArray(rows.ConvertAll(row => row.Value.Reason).ToArray(), NpgsqlDbType.Text);
        AddTimes(parameters, times);
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

    private static void AddInsert(SqlBatch sql, List<PaymentUnit> units, (BatchRows<PaymentRow> Batch, PaymentTimes Times) to)
    {
        if (units.Count == 0)
            return;
        var parameters = sql.Add(Insert, async (reader, cancellationToken) =>
        {
            while (await reader.ReadAsync(cancellationToken))
                to.Batch.LoadInserted(reader.GetGuid(0));
        });
        parameters.AddArray(units.ConvertAll(unit => unit.OrderId).ToArray(), NpgsqlDbType.Uuid);
        parameters.AddArray(units.ConvertAll(unit => unit.Planned!.Status).ToArray(), NpgsqlDbType.Text);
        parameters.AddArray(units.ConvertAll(unit => unit.Planned!.Amount).ToArray(), NpgsqlDbType.Numeric);
        parameters.AddArray(units.ConvertAll(unit => unit.Planned!.Currency).ToArray(), NpgsqlDbType.Text);
        parameters.AddArray(units.ConvertAll(unit => unit.Command.TraceId).ToArray(), NpgsqlDbType.Text);
        parameters.AddArray(units.ConvertAll(unit => unit.Command.BusinessType).ToArray(), NpgsqlDbType.Text);
        AddTimes(parameters, to.Times);
    }

    private static void AddTimes(NpgsqlParameterCollection parameters, PaymentTimes times)
    {
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
