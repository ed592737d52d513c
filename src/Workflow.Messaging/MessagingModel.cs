using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Inbox;
using Workflow.Messaging.Instances;
using Workflow.Messaging.Kafka.Hub;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Scheduling;

namespace Workflow.Messaging;

/// <summary>The tables of messaging in an EF Core model.</summary>
public static class MessagingModel
{
    /// <summary>
    /// Maps outbox, inbox, scheduled messages, dead letters, instances and the hub. The inbox is partitioned by day, which a
    /// model cannot say: its migration is SQL, and <see cref="InboxPartitions"/> keeps its partitions.
    /// </summary>
    /// <param name="builder">The model under construction.</param>
    /// <param name="schema">PostgreSQL schema of the tables; default <c>messaging</c>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static ModelBuilder AddMessaging(this ModelBuilder builder, string schema = "messaging")
    {
        builder.Entity<OutboxMessage>(entity => MapOutbox(entity, schema));
        builder.Entity<InboxEntry>(entity => MapInbox(entity, schema));
        builder.Entity<ScheduledMessage>(entity => MapScheduled(entity, schema));
        builder.Entity<DeadLetter>(entity => MapDeadLetters(entity, schema));
        builder.Entity<InstanceRow>(entity => MapInstances(entity, schema));
        builder.Entity<HubMessage>(entity => MapHub(entity, schema));
        return builder;
    }

    /// <summary>
    /// Maps the tables into the model of a participant of one's own, to be looked at. Its migrations leave them alone:
    /// <see cref="Participants.MessagingSchema"/> makes them, with the partitions that a model cannot say.
    /// </summary>
    /// <param name="builder">The model under construction.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static ModelBuilder MapMessaging(this ModelBuilder builder)
    {
        builder.AddMessaging();
        foreach (var type in new[] { typeof(OutboxMessage), typeof(InboxEntry), typeof(ScheduledMessage), typeof(DeadLetter), typeof(InstanceRow) })
            builder.Entity(type).Metadata.SetIsTableExcludedFromMigrations(true);
        return builder;
    }

    private static void MapOutbox(EntityTypeBuilder<OutboxMessage> entity, string schema)
    {
        entity.ToTable("outbox", schema).HasKey(row => row.MessageId).HasName("outbox_pkey");
        entity.Property(row => row.MessageId).HasColumnName("message_id").ValueGeneratedNever();
        entity.Property(row => row.Position).HasColumnName("position").UseIdentityAlwaysColumn();
        entity.Property(row => row.OrderId).HasColumnName("order_id");
        entity.Property(row => row.Destination).HasColumnName("destination");
        entity.Property(row => row.MessageType).HasColumnName("message_type");
        entity.Property(row => row.Body).HasColumnName("body");
        entity.Property(row => row.Headers).HasColumnName("headers");
        entity.Property(row => row.Owner).HasColumnName("owner");
        entity.Property(row => row.Attempts).HasColumnName("attempts");
        entity.Property(row => row.NextAt).HasColumnName("next_at");
        entity.Property(row => row.LastError).HasColumnName("last_error");
        entity.Property(row => row.CreatedAt).HasColumnName("created_at");
        // Neither holds a message on its way: one that goes well leaves no trace here. First orders that wait for room.
        entity.HasIndex(row => row.Position).HasDatabaseName("outbox_waiting").HasFilter("owner IS NULL AND next_at IS NULL");
        // Then timers and retries.
        entity.HasIndex(row => row.NextAt).HasDatabaseName("outbox_due").HasFilter("owner IS NULL AND next_at IS NOT NULL");
        IsQueue(entity, 2_000);
    }

    private static void MapInbox(EntityTypeBuilder<InboxEntry> entity, string schema)
    {
        entity.ToTable("inbox", schema).HasKey(row => new { row.Day, row.MessageId, row.Consumer }).HasName("inbox_pkey");
        entity.Property(row => row.Day).HasColumnName("day");
        entity.Property(row => row.MessageId).HasColumnName("message_id");
        entity.Property(row => row.Consumer).HasColumnName("consumer");
        entity.Property(row => row.OrderId).HasColumnName("order_id");
    }

    private static void MapScheduled(EntityTypeBuilder<ScheduledMessage> entity, string schema)
    {
        entity.ToTable("scheduled_message", schema).HasKey(row => row.MessageId).HasName("scheduled_message_pkey");
        entity.Property(row => row.MessageId).HasColumnName("message_id").ValueGeneratedNever();
        entity.Property(row => row.OrderId).HasColumnName("order_id");
        entity.Property(row => row.DueAt).HasColumnName("due_at");
        entity.Property(row => row.Destination).HasColumnName("destination");
        entity.Property(row => row.MessageType).HasColumnName("message_type");
        entity.Property(row => row.Body).HasColumnName("body");
        entity.Property(row => row.Headers).HasColumnName("headers");
        entity.Property(row => row.Token).HasColumnName("token");
        entity.HasIndex(row => row.DueAt).HasDatabaseName("scheduled_message_due_at");
        entity.HasIndex(row => row.Token).HasDatabaseName("scheduled_message_token").HasFilter("token IS NOT NULL");
        IsQueue(entity, 2_000);
    }

    private static void MapDeadLetters(EntityTypeBuilder<DeadLetter> entity, string schema)
    {
        entity.ToTable("dead_letter", schema, table => table.HasCheckConstraint(
            "dead_letter_resolution", "resolution IN ('resent', 'dropped') AND resolved_at IS NOT NULL OR resolution IS NULL"));
        entity.HasKey(row => row.DeadLetterId).HasName("dead_letter_pkey");
        entity.Property(row => row.DeadLetterId).HasColumnName("dead_letter_id").ValueGeneratedNever();
        entity.Property(row => row.MessageId).HasColumnName("message_id");
        entity.Property(row => row.OrderId).HasColumnName("order_id");
        entity.Property(row => row.Destination).HasColumnName("destination");
        entity.Property(row => row.MessageType).HasColumnName("message_type");
        entity.Property(row => row.Body).HasColumnName("body");
        entity.Property(row => row.Headers).HasColumnName("headers");
        entity.Property(row => row.Reason).HasColumnName("reason");
        entity.Property(row => row.Error).HasColumnName("error");
        entity.Property(row => row.Attempts).HasColumnName("attempts");
        entity.Property(row => row.FirstAt).HasColumnName("first_at");
        entity.Property(row => row.LastAt).HasColumnName("last_at");
        entity.Property(row => row.DeliveryKey).HasColumnName("delivery_key").HasDefaultValueSql("gen_random_uuid()");
        entity.Property(row => row.Fingerprint).HasColumnName("fingerprint").HasDefaultValue("");
        entity.Property(row => row.StoredAt).HasColumnName("stored_at").HasDefaultValueSql("now()");
        entity.Property(row => row.Resolution).HasColumnName("resolution");
        entity.Property(row => row.State).HasColumnName("state").HasComputedColumnSql("coalesce(resolution, 'open')", stored: true);
        entity.Property(row => row.ResolvedAt).HasColumnName("resolved_at");
        entity.Property(row => row.ResolvedBy).HasColumnName("resolved_by");
        entity.Property(row => row.EditedAt).HasColumnName("edited_at");
        entity.Property(row => row.EditedBy).HasColumnName("edited_by");
        entity.Property(row => row.OriginalMessageType).HasColumnName("original_message_type");
        entity.Property(row => row.OriginalBody).HasColumnName("original_body");
        entity.Property(row => row.OriginalHeaders).HasColumnName("original_headers");
        IndexDeadLetters(entity);
    }

    // Operators look at the letters of one state, newest first, by one property at a time: each has an index in that very
    // order, so that a page costs its own rows however many letters there are.
    private static void IndexDeadLetters(EntityTypeBuilder<DeadLetter> entity)
    {
        entity.HasIndex(row => new { row.State, row.LastAt, row.DeadLetterId }, "dead_letter_state");
        entity.HasIndex(row => new { row.State, row.Reason, row.LastAt, row.DeadLetterId }, "dead_letter_reason");
        entity.HasIndex(row => new { row.State, row.Destination, row.LastAt, row.DeadLetterId }, "dead_letter_destination");
        entity.HasIndex(row => new { row.State, row.MessageType, row.LastAt, row.DeadLetterId }, "dead_letter_message_type");
        entity.HasIndex(row => new { row.State, row.Fingerprint, row.LastAt, row.DeadLetterId }, "dead_letter_fingerprint");
        entity.HasIndex(row => new { row.OrderId, row.LastAt, row.DeadLetterId }, "dead_letter_order").HasFilter("order_id IS NOT NULL");
        entity.HasIndex(row => row.DeliveryKey, "dead_letter_open_delivery").IsUnique().HasFilter("resolution IS NULL");
        entity.HasIndex(row => row.ResolvedAt, "dead_letter_resolved_at").HasFilter("resolution IS NOT NULL");
    }

    private static void MapInstances(EntityTypeBuilder<InstanceRow> entity, string schema)
    {
        entity.ToTable("instance", schema).HasKey(row => row.InstanceId).HasName("instance_pkey");
        entity.Property(row => row.InstanceId).HasColumnName("instance_id").ValueGeneratedNever();
        entity.Property(row => row.Name).HasColumnName("name");
        entity.Property(row => row.StartedAt).HasColumnName("started_at");
        entity.Property(row => row.HeartbeatAt).HasColumnName("heartbeat_at");
    }

    // Read by slot from the first position on, and deleted by the same key: nothing else is ever asked.
    private static void MapHub(EntityTypeBuilder<HubMessage> entity, string schema)
    {
        entity.ToTable("hub", schema).HasKey(row => new { row.Slot, row.Position }).HasName("hub_pkey");
        entity.Property(row => row.Slot).HasColumnName("slot");
        entity.Property(row => row.Position).HasColumnName("position").UseIdentityAlwaysColumn();
        entity.Property(row => row.Kind).HasColumnName("kind");
        entity.Property(row => row.EventId).HasColumnName("event_id");
        entity.Property(row => row.OrderId).HasColumnName("order_id");
        entity.Property(row => row.MessageType).HasColumnName("message_type");
        entity.Property(row => row.Body).HasColumnName("body");
        entity.Property(row => row.Headers).HasColumnName("headers");
        entity.Property(row => row.CreatedAt).HasColumnName("created_at");
        IsQueue(entity, 2_000);
    }

    // A queue is nearly empty however many rows have passed through it, so a share of its size says nothing of what
    // is dead: vacuum by count, and at full speed, or the sweep's index scan wades through dead entries. The rows
    // leave within moments of their insert, so no room is kept for new versions (fillfactor stays 100).
    private static void IsQueue<T>(EntityTypeBuilder<T> entity, int deadRows)
        where T : class
    {
        entity.HasStorageParameter("autovacuum_vacuum_scale_factor", 0);
        entity.HasStorageParameter("autovacuum_vacuum_threshold", deadRows);
        entity.HasStorageParameter("autovacuum_vacuum_cost_delay", 0);
        entity.HasStorageParameter("autovacuum_analyze_scale_factor", 0);
        entity.HasStorageParameter("autovacuum_analyze_threshold", 10_000);
    }
}
