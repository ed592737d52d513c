using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Host.Admin.Orders;
using Workflow.Messaging.Lanes;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Bulk;

/// <summary>What operators do with many orders at once, from whichever door: select, look, run, pause, give up.</summary>
internal sealed class BulkDesk(OperatorDesk desk, NpgsqlDataSource dataSource, TimeProvider time)
{
    internal const int DefaultRate = 20;
    internal const int MaxRate = 500;

    private const string InsertBulk =
        """
        INSERT INTO admin.bulk (bulk_id, action, filter, reason, reference, rate, total, state, operator, created_by, created_at, next_at, request_key, request_digest)
        VALUES ($1, $2, $3, $4, $5, $6, 0, 'preview', $7, $8, now(), now(), $9, $10)
        ON CONFLICT (created_by, request_key) WHERE request_key IS NOT NULL DO NOTHING
        """;

    private const string FindRequest = "SELECT bulk_id, request_digest FROM admin.bulk WHERE created_by = $1 AND request_key = $2";

    // One more than a bulk takes tells that there are more.
    private const string Count =
        """
        UPDATE admin.bulk b SET total = (SELECT count(*) FROM admin.bulk_item i WHERE i.bulk_id = b.bulk_id) WHERE bulk_id = $1 RETURNING total
        """;

    private static readonly string DropOverflow = $"DELETE FROM admin.bulk_item WHERE bulk_id = $1 AND position > {BulkQuery.MaxItems}";

    /// <summary>Selects orders and freezes the selection; nothing is done with them. The same key gives the same selection again.</summary>
    internal Task<(BulkOutcome Outcome, Guid BulkId)> PreviewAsync(AdminCall call, BulkPlan plan, CancellationToken cancellationToken) =>
        desk.ActAsync(call.Wish("bulk-preview", plan.Describe()), AdminRoles.Operator, async token =>
        {
            var found = await SelectAsync(call, plan, token);
            var result = found.Outcome switch
            {
                BulkOutcome.Done => AuditResults.Done,
                BulkOutcome.Repeated => AuditResults.Repeated,
                _ => AuditResults.Refused,
            };
            return new Acted<(BulkOutcome, Guid)>((found.Outcome, found.BulkId), result, $"{found.Total} orders in {found.BulkId}.");
        }, cancellationToken);

    /// <summary>Starts it, or goes on after a pause.</summary>
    internal Task<BulkOutcome> RunAsync(AdminCall call, Guid bulkId, CancellationToken cancellationToken) =>
        MoveAsync(call, ("bulk-run", bulkId, "running", ["preview", "paused"]), cancellationToken);

    /// <summary>Gives no more commands until it goes on.</summary>
    internal Task<BulkOutcome> PauseAsync(AdminCall call, Guid bulkId, CancellationToken cancellationToken) =>
        MoveAsync(call, ("bulk-pause", bulkId, "paused", ["running"]), cancellationToken);

    /// <summary>Gives no more commands; what was commanded takes its course.</summary>
    internal Task<BulkOutcome> CancelAsync(AdminCall call, Guid bulkId, CancellationToken cancellationToken) =>
        MoveAsync(call, ("bulk-cancel", bulkId, "cancelled", ["preview", "running", "paused"]), cancellationToken);

    private async Task<(BulkOutcome Outcome, Guid BulkId, int Total)> SelectAsync(AdminCall call, BulkPlan plan, CancellationToken cancellationToken)
    {
        var bulkId = Guid.CreateVersion7(time.GetUtcNow());
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var insert = new NpgsqlCommand(InsertBulk, connection))
        {
            Fill(insert.Parameters, call, plan, bulkId);
            if (await insert.ExecuteNonQueryAsync(cancellationToken) == 0)
                return await RepeatedAsync(connection, call, plan, cancellationToken);
        }
        await using (var items = Select(plan, bulkId))
        {
            items.Connection = connection;
            await items.ExecuteNonQueryAsync(cancellationToken);
        }
        var total = await ScalarAsync<int>(connection, Count, bulkId, cancellationToken);
        if (total > BulkQuery.MaxItems)
            await ScalarAsync<object?>(connection, DropOverflow, bulkId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (BulkOutcome.Done, bulkId, total);
    }

    private static void Fill(NpgsqlParameterCollection parameters, AdminCall call, BulkPlan plan, Guid bulkId)
    {
        parameters.AddValue(bulkId, NpgsqlDbType.Uuid);
        parameters.AddValue(plan.Action.ToString().ToLowerInvariant(), NpgsqlDbType.Text);
        parameters.AddValue(plan.FilterJson(), NpgsqlDbType.Text);
        parameters.AddValue(call.Reason ?? "", NpgsqlDbType.Text);
        parameters.AddValue((object?)plan.Reference ?? DBNull.Value, NpgsqlDbType.Text);
        parameters.AddValue(plan.Rate, NpgsqlDbType.Integer);
        parameters.AddValue(call.Operator, NpgsqlDbType.Text);
        parameters.AddValue(call.Who.DisplayName(), NpgsqlDbType.Text);
        parameters.AddValue((object?)call.Key ?? DBNull.Value, NpgsqlDbType.Text);
        parameters.AddValue(plan.Digest(call.Reason), NpgsqlDbType.Bytea);
    }

    private static async Task<(BulkOutcome, Guid, int)> RepeatedAsync(
        NpgsqlConnection connection, AdminCall call, BulkPlan plan, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(FindRequest, connection);
        command.Parameters.AddValue(call.Who.DisplayName(), NpgsqlDbType.Text);
        command.Parameters.AddValue(call.Key!, NpgsqlDbType.Text);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var isSame = reader.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(plan.Digest(call.Reason));
        return (isSame ? BulkOutcome.Repeated : BulkOutcome.KeyReused, reader.GetGuid(0), 0);
    }

    /// <summary>The statement that freezes the selection: the longest stuck first.</summary>
    internal static NpgsqlCommand Select(BulkPlan plan, Guid bulkId)
    {
        var command = new NpgsqlCommand();
        command.Parameters.AddValue(bulkId, NpgsqlDbType.Uuid);
        var where = OrderConditions.Where(plan.Filter, command.Parameters);
        var possible = plan.Action == OperatorAction.Cancel ? "s.finished_at IS NULL AND s.outcome IS NULL" : "s.finished_at IS NULL AND s.state = 'Suspended'";
        command.CommandText =
            $"""
            INSERT INTO admin.bulk_item (bulk_id, position, order_id, step, sequence, state)
            SELECT $1, row_number() OVER (ORDER BY state_since, order_id), order_id, step, last_sequence, 'pending' FROM (
                SELECT s.order_id, s.step, s.last_sequence, s.state_since FROM orders.saga s JOIN orders."order" o USING (order_id)
                WHERE {possible} AND {where} ORDER BY s.state_since, s.order_id LIMIT {BulkQuery.MaxItems + 1}) AS chosen
            """;
        return command;
    }

    private Task<BulkOutcome> MoveAsync(
        AdminCall call, (string Name, Guid BulkId, string To, string[] From) move, CancellationToken cancellationToken) =>
        desk.ActAsync(call.Wish(move.Name, move.BulkId.ToString()), AdminRoles.Operator, async token =>
        {
            var outcome = await TryMoveAsync(move, token);
            var result = outcome switch
            {
                BulkOutcome.Done => AuditResults.Done,
                BulkOutcome.Repeated => AuditResults.Repeated,
                _ => AuditResults.Refused,
            };
            return new Acted<BulkOutcome>(outcome, result, outcome == BulkOutcome.Done ? null : outcome.ToString());
        }, cancellationToken);

    private async Task<BulkOutcome> TryMoveAsync((string Name, Guid BulkId, string To, string[] From) move, CancellationToken cancellationToken)
    {
        const string Move =
            """
            WITH moved AS (
                UPDATE admin.bulk SET state = $2, next_at = now(), started_at = CASE WHEN $2 = 'running' THEN coalesce(started_at, now()) ELSE started_at END
                WHERE bulk_id = $1 AND state = ANY($3) RETURNING 1),
            given_up AS (
                UPDATE admin.bulk_item SET state = 'cancelled', settled_at = now()
                WHERE bulk_id = $1 AND state = 'pending' AND $2 = 'cancelled' AND EXISTS (SELECT FROM moved))
            SELECT count(*) FROM moved
            """;
        await using var command = dataSource.CreateCommand(Move);
        command.Parameters.AddValue(move.BulkId, NpgsqlDbType.Uuid);
        command.Parameters.AddValue(move.To, NpgsqlDbType.Text);
        command.Parameters.AddValue(move.From, NpgsqlDbType.Array | NpgsqlDbType.Text);
        if ((long)(await command.ExecuteScalarAsync(cancellationToken))! == 1)
            return BulkOutcome.Done;
        // Asked anew: a call at the same time may have moved it after the statement above had begun, which therefore shows the state before.
        await using var now = dataSource.CreateCommand("SELECT state FROM admin.bulk WHERE bulk_id = $1");
        now.Parameters.AddValue(move.BulkId, NpgsqlDbType.Uuid);
        var state = (string?)await now.ExecuteScalarAsync(cancellationToken);
        return state is null ? BulkOutcome.NotFound : state == move.To ? BulkOutcome.Repeated : BulkOutcome.NotPossible;
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql, Guid bulkId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddValue(bulkId, NpgsqlDbType.Uuid);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>What is to be done with which orders.</summary>
internal sealed record BulkPlan(OperatorAction Action, OrderFilter Filter, OrderFilterFields Fields, string? Reference, int Rate)
{
    internal string FilterJson() => JsonSerializer.Serialize(Fields, BulkJson.Default.OrderFilterFields);

    internal string Describe() => $"{Action.ToString().ToLowerInvariant()} {FilterJson()}";

    /// <summary>By which a repeated key is compared.</summary>
    internal byte[] Digest(string? reason) => SHA256.HashData(
        System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Describe(), Reference, Rate.ToString(System.Globalization.CultureInfo.InvariantCulture), reason)));
}
