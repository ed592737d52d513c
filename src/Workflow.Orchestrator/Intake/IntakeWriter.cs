using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Sagas;
using Workflow.Orchestrator.Intake.Kafka;

namespace Workflow.Orchestrator.Intake;

/// <summary>Writes a batch of accepted orders, and finds the holders of idempotency keys that were used before.</summary>
internal sealed class IntakeWriter(IModel model) : ILaneWriter<IntakeUnit>
{
    private const string SelectHolders =
        """
        SELECT idempotency_key, order_id, request_hash, accepted_at FROM orders."order" WHERE idempotency_key = ANY($1)
        """;

    private readonly TableWriter<AcceptedOrder> _orders = new(model);

    public async Task WriteAsync(LaneCommit<IntakeUnit> commit, CancellationToken cancellationToken)
    {
        // First, so that of two instances that read the same partition the later one waits here and then leaves the orders alone.
        OffsetTable.AddMoves(commit);
        await WriteOrdersAsync(commit, cancellationToken);
        DeadLetterBatch.Add(commit.Sql, [.. commit.Units.Select(unit => unit.Dead).OfType<DeadMessage>()]);
    }

    private async Task WriteOrdersAsync(LaneCommit<IntakeUnit> commit, CancellationToken cancellationToken)
    {
        // In the order of their keys: repeated requests at two instances would otherwise wait for each other.
        var orders = commit.Units.Where(unit => unit.Order is not null)
            .OrderBy(unit => unit.Order!.IdempotencyKey, StringComparer.Ordinal).ToList();
        if (orders.Count == 0)
            return;
        List<IntakeUnit> refused = [];
        orders.ForEach(unit => unit.Enclose());
        _orders.AddInsert(commit.Sql, orders.ConvertAll(unit => unit.Order!), commit.ExcludeMissing(orders, unit => unit.OrderId, refused.Add));
        // A hopeful try breaks when one is refused.
        if (commit.Sql.IsHopeful)
            return;
        // Only orders that got in may send: so their fate must be known before the outbox is written.
        await commit.Sql.ExecuteAsync(cancellationToken);
        if (refused.Count == 0)
            return;
        AddHolders(commit.Sql, refused);
        await commit.Sql.ExecuteAsync(cancellationToken);
    }

    private static void AddHolders(SqlBatch sql, List<IntakeUnit> refused)
    {
        var byKey = refused.Where(unit => unit.Order!.IdempotencyKey is not null).ToLookup(unit => unit.Order!.IdempotencyKey!);
        sql.Add(SelectHolders, ReadAsync).AddArray(byKey.Select(group => group.Key).ToArray(), NpgsqlDbType.Text);

        async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var holder = new KeyHolder(reader.GetGuid(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<DateTimeOffset>(3));
                foreach (var unit in byKey[reader.GetString(0)])
                    unit.YieldTo(holder);
            }
        }
    }
}
