using Microsoft.EntityFrameworkCore;
using Workflow.Messaging;

namespace Workflow.Participants.Shipment;

/// <summary>The table of shipments in an EF Core model.</summary>
public static class ShipmentModel
{
    /// <summary>Maps shipments.</summary>
    /// <param name="builder">The model under construction.</param>
    /// <param name="schema">PostgreSQL schema of the table; default <c>shipments</c>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static ModelBuilder AddShipments(this ModelBuilder builder, string schema = "shipments") => builder.Entity<Shipment>(entity =>
    {
        entity.ToTable("shipment", schema, table =>
            table.HasCheckConstraint("shipment_status", "status IN ('Arranged', 'Rejected', 'Cancelled')"));
        entity.HasKey(row => row.OrderId).HasName("shipment_pkey");
        entity.Property(row => row.OrderId).HasColumnName("order_id").ValueGeneratedNever();
        entity.Property(row => row.Status).HasColumnName("status");
        entity.Property(row => row.TrackingNumber).HasColumnName("tracking_number");
        entity.Property(row => row.Reason).HasColumnName("reason");
        entity.Property(row => row.DecidedAt).HasColumnName("decided_at");
        entity.GrowsWithOrders();
    });
}
