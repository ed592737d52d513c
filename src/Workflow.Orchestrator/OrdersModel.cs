using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Intake;
using Workflow.Orchestrator.Intake.Kafka;
using Workflow.Orchestrator.Orders;

namespace Workflow.Orchestrator;

/// <summary>The tables of the orders in an EF Core model.</summary>
public static class OrdersModel
{
    /// <summary>Maps accepted orders, sagas and history.</summary>
    /// <param name="builder">The model under construction.</param>
    /// <param name="schema">PostgreSQL schema of the tables; default <c>orders</c>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static ModelBuilder AddOrders(this ModelBuilder builder, string schema = "orders")
    {
        builder.Entity<AcceptedOrder>(entity => MapAccepted(entity, schema));
        builder.Entity<OrderState>(entity => MapSaga(entity, schema));
        builder.Entity<OrderEvent>(entity => MapHistory(entity, schema));
        builder.Entity<IntakeOffset>(entity => MapOffset(entity, schema));
        return builder;
    }

    private static void MapAccepted(EntityTypeBuilder<AcceptedOrder> entity, string schema)
    {
        entity.ToTable("order", schema, table => table.HasCheckConstraint("order_total", "total > 0"));
        entity.HasKey(order => order.OrderId).HasName("order_pkey");
        entity.Property(order => order.OrderId).HasColumnName("order_id").ValueGeneratedNever();
        entity.Property(order => order.Reference).HasColumnName("reference");
        entity.Property(order => order.IdempotencyKey).HasColumnName("idempotency_key");
        entity.Property(order => order.RequestHash).HasColumnName("request_hash");
        entity.Property(order => order.CustomerId).HasColumnName("customer_id");
        entity.Property(order => order.Country).HasColumnName("country");
        entity.Property(order => order.Currency).HasColumnName("currency");
        entity.Property(order => order.BusinessType).HasColumnName("business_type");
        entity.Property(order => order.TraceId).HasColumnName("trace_id");
        entity.Property(order => order.Total).HasColumnName("total").HasPrecision(18, 4);
        entity.Property(order => order.AcceptedAt).HasColumnName("accepted_at");
        entity.Property(order => order.Lines).HasColumnName("lines").HasColumnType("jsonb").HasConversion(
            lines => CompactLines.Serialize(lines), json => CompactLines.Parse(json), SameLines);
        entity.HasIndex(order => order.IdempotencyKey).IsUnique().HasDatabaseName("order_idempotency_key");
        entity.HasIndex(order => new { order.CustomerId, order.OrderId }).HasDatabaseName("order_customer").HasFilter("customer_id IS NOT NULL");
        entity.HasIndex(order => new { order.Reference, order.OrderId }).HasDatabaseName("order_reference").HasFilter("reference IS NOT NULL");
        entity.GrowsWithOrders();
    }

    private static void MapSaga(EntityTypeBuilder<OrderState> entity, string schema)
    {
        entity.ToTable("saga", schema).HasKey(saga => saga.CorrelationId).HasName("saga_pkey");
        entity.Property(saga => saga.CorrelationId).HasColumnName("order_id").ValueGeneratedNever();
        entity.Property(saga => saga.Version).HasColumnName("version").IsConcurrencyToken();
        entity.Property(saga => saga.CurrentState).HasColumnName("state");
        entity.Property(saga => saga.Step).HasColumnName("step");
        entity.Property(saga => saga.Attempt).HasColumnName("attempt");
        entity.Property(saga => saga.DeadlineAt).HasColumnName("deadline_at");
        entity.Property(saga => saga.RetryAt).HasColumnName("retry_at");
        entity.Property(saga => saga.Outcome).HasColumnName("outcome");
        entity.Property(saga => saga.Reason).HasColumnName("reason");
        entity.Property(saga => saga.LastError).HasColumnName("last_error");
        entity.Property(saga => saga.ErrorFingerprint).HasColumnName("error_fingerprint");
        entity.Property(saga => saga.PaymentReference).HasColumnName("payment_reference");
        entity.Property(saga => saga.TrackingNumber).HasColumnName("tracking_number");
        entity.Property(saga => saga.StateSince).HasColumnName("state_since");
        entity.Property(saga => saga.FinishedAt).HasColumnName("finished_at");
        entity.Property(saga => saga.LastSequence).HasColumnName("last_sequence");

        // For the model only: the tables have no foreign keys. A saga or an event is written only after its order was
        // committed and orders are never deleted, so a key would find nothing and cost a lookup and a row lock an insert.
        entity.HasOne(saga => saga.Order).WithOne().HasForeignKey<OrderState>(saga => saga.CorrelationId).IsRequired();

        entity.HasIndex(saga => saga.DeadlineAt).HasDatabaseName("saga_deadline").HasFilter("deadline_at IS NOT NULL");
        entity.HasIndex(saga => new { saga.CurrentState, saga.StateSince })
            .HasDatabaseName("saga_running").HasFilter("finished_at IS NULL");
        IndexForOperators(entity);

        // A saga is rewritten about four times within moments of its insert and then never again: room for the new
        // versions on the same page, where the log holds only what changed, and a vacuum that counts rows because a share of
        // millions of ended orders comes late.
        entity.HasStorageParameter("fillfactor", 45);
        entity.HasStorageParameter("autovacuum_vacuum_scale_factor", 0);
        entity.HasStorageParameter("autovacuum_vacuum_threshold", 50_000);
        entity.GrowsWithOrders();
    }

    // An order that goes well meets one of these once, at its end; the others hold only what goes badly.
    private static void IndexForOperators(EntityTypeBuilder<OrderState> entity)
    {
        entity.HasIndex(saga => new { saga.CurrentState, saga.FinishedAt, saga.CorrelationId }, "saga_finished")
            .HasFilter("finished_at IS NOT NULL");
        entity.HasIndex(saga => new { saga.ErrorFingerprint, saga.StateSince, saga.CorrelationId }, "saga_failing")
            .HasFilter("error_fingerprint IS NOT NULL");
        entity.HasIndex(saga => new { saga.Step, saga.ErrorFingerprint, saga.StateSince, saga.CorrelationId }, "saga_suspended")
            .HasFilter("state = 'Suspended'");
        entity.HasIndex(saga => new { saga.RetryAt, saga.CorrelationId }, "saga_retry").HasFilter("retry_at IS NOT NULL");
    }

    private static void MapHistory(EntityTypeBuilder<OrderEvent> entity, string schema)
    {
        entity.ToTable("order_event", schema).HasKey(row => new { row.OrderId, row.Sequence }).HasName("order_event_pkey");
        entity.Property(row => row.OrderId).HasColumnName("order_id");
        entity.Property(row => row.Sequence).HasColumnName("sequence").ValueGeneratedNever();
        entity.Property(row => row.Type).HasColumnName("type");
        entity.Property(row => row.State).HasColumnName("state");
        entity.Property(row => row.CausationId).HasColumnName("causation_id");
        entity.Property(row => row.OccurredAt).HasColumnName("occurred_at");
        entity.Property(row => row.Data).HasColumnName("data").HasColumnType("jsonb");
        // History grows in the order of time, so a few bytes for each page range find the last minutes of it.
        entity.HasIndex(row => row.OccurredAt).HasDatabaseName("order_event_occurred_at").HasMethod("brin")
            .HasStorageParameter("autosummarize", true);
        entity.GrowsWithOrders();
    }

    // One row a partition, rewritten with each commit: room for its new versions on the same page.
    private static void MapOffset(EntityTypeBuilder<IntakeOffset> entity, string schema)
    {
        entity.ToTable("intake_offset", schema).HasKey(row => new { row.ConsumerGroup, row.Topic, row.Partition }).HasName("intake_offset_pkey");
        entity.Property(row => row.ConsumerGroup).HasColumnName("consumer_group");
        entity.Property(row => row.Topic).HasColumnName("topic");
        entity.Property(row => row.Partition).HasColumnName("partition").ValueGeneratedNever();
        entity.Property(row => row.NextOffset).HasColumnName("next_offset");
        entity.HasStorageParameter("fillfactor", 50);
    }

    // Lines never change after they were accepted, so the list itself is its snapshot.
    private static readonly ValueComparer<IReadOnlyList<OrderLine>> SameLines = new(
        (left, right) => ReferenceEquals(left, right), lines => lines.Count, lines => lines);
}
