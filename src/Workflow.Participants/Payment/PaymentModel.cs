using Microsoft.EntityFrameworkCore;
using Workflow.Messaging;

namespace Workflow.Participants.Payment;

/// <summary>The table of payments in an EF Core model.</summary>
public static class PaymentModel
{
    /// <summary>Maps payments.</summary>
    /// <param name="builder">The model under construction.</param>
    /// <param name="schema">PostgreSQL schema of the table; default <c>payments</c>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static ModelBuilder AddPayments(this ModelBuilder builder, string schema = "payments") => builder.Entity<Payment>(entity =>
    {
        entity.ToTable("payment", schema, table =>
        {
            table.HasCheckConstraint("payment_status", "status IN ('Pending', 'Unknown', 'Captured', 'Declined', 'Reversing', 'Reversed')");
            table.HasCheckConstraint("payment_amounts", "amount >= 0 AND refunded >= 0 AND refunded <= captured");
        });
        entity.HasKey(row => row.OrderId).HasName("payment_pkey");
        entity.Property(row => row.OrderId).HasColumnName("order_id").ValueGeneratedNever();
        entity.Property(row => row.Status).HasColumnName("status");
        entity.Property(row => row.Amount).HasColumnName("amount").HasPrecision(18, 4);
        entity.Property(row => row.Currency).HasColumnName("currency");
        entity.Property(row => row.Captured).HasColumnName("captured").HasPrecision(18, 4);
        entity.Property(row => row.Refunded).HasColumnName("refunded").HasPrecision(18, 4);
        entity.Property(row => row.Reference).HasColumnName("reference");
        entity.Property(row => row.Reason).HasColumnName("reason");
        entity.Property(row => row.TraceId).HasColumnName("trace_id");
        entity.Property(row => row.BusinessType).HasColumnName("business_type");
        entity.Property(row => row.CreatedAt).HasColumnName("created_at");
        entity.Property(row => row.UpdatedAt).HasColumnName("updated_at");
        entity.Property(row => row.ReconcileAt).HasColumnName("reconcile_at");

        // The few whose outcome the gateway still owes, so that reconciliation does not read every payment ever made.
        entity.HasIndex(row => row.ReconcileAt).HasDatabaseName("payment_open")
            .HasFilter("status IN ('Pending', 'Unknown', 'Reversing')");

        // Each payment is rewritten once or twice, moments after its insert: on the same page, where the log holds only what changed.
        entity.HasStorageParameter("fillfactor", 50);
        entity.GrowsWithOrders();
    });
}
