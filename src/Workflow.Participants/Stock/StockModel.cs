using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Workflow.Contracts;
using Workflow.Messaging;

namespace Workflow.Participants.Stock;

/// <summary>The tables of stock in an EF Core model.</summary>
public static class StockModel
{
    /// <summary>Maps items, reservations and receipts.</summary>
    /// <param name="builder">The model under construction.</param>
    /// <param name="schema">PostgreSQL schema of the tables; default <c>stock</c>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static ModelBuilder AddStock(this ModelBuilder builder, string schema = "stock")
    {
        builder.Entity<StockItem>(entity => MapItems(entity, schema));
        builder.Entity<StockReservation>(entity => MapReservations(entity, schema));
        builder.Entity<StockReceipt>(entity => MapReceipts(entity, schema));
        return builder;
    }

    private static void MapItems(EntityTypeBuilder<StockItem> entity, string schema)
    {
        entity.ToTable("item", schema, table =>
        {
            table.HasCheckConstraint("item_not_negative", "received >= 0 AND on_hand >= 0 AND reserved >= 0 AND sold >= 0");
            table.HasCheckConstraint("item_adds_up", "on_hand + reserved + sold = received");
        });
        entity.HasKey(item => item.Sku).HasName("item_pkey");

        // Byte order, whatever the database's locale: SKUs compare exactly, and rows are locked in the order in which
        // .NET's ordinal comparison sorts them.
        entity.Property(item => item.Sku).HasColumnName("sku").UseCollation("C");
        entity.Property(item => item.Received).HasColumnName("received");
        entity.Property(item => item.OnHand).HasColumnName("on_hand");
        entity.Property(item => item.Reserved).HasColumnName("reserved");
        entity.Property(item => item.Sold).HasColumnName("sold");

        // Few rows, each rewritten in nearly every commit of the stock lane, never in an indexed column: with half of
        // each page free all versions of a row stay on its page and are pruned there, without a vacuum.
        entity.HasStorageParameter("fillfactor", 50);
        entity.HasStorageParameter("autovacuum_vacuum_scale_factor", 0);
        entity.HasStorageParameter("autovacuum_vacuum_threshold", 5_000);
        entity.HasStorageParameter("autovacuum_vacuum_cost_delay", 0);
    }

    private static void MapReservations(EntityTypeBuilder<StockReservation> entity, string schema)
    {
        entity.ToTable("reservation", schema, table =>
            table.HasCheckConstraint("reservation_status", "status IN ('Reserved', 'Rejected', 'Released', 'Sold')"));
        entity.HasKey(row => row.OrderId).HasName("reservation_pkey");
        entity.Property(row => row.OrderId).HasColumnName("order_id").ValueGeneratedNever();
        entity.Property(row => row.Status).HasColumnName("status");
        entity.Property(row => row.Items).HasColumnName("items").HasColumnType("jsonb").HasConversion(
            items => CompactItems.Serialize(items!), json => CompactItems.Parse(json), SameItems);
        entity.Property(row => row.Reason).HasColumnName("reason");
        entity.Property(row => row.DecidedAt).HasColumnName("decided_at");

        // Each reservation is rewritten once, to Released or Sold; no index names a changing column, and there is room on its page.
        entity.HasStorageParameter("fillfactor", 50);
        entity.GrowsWithOrders();
    }

    private static void MapReceipts(EntityTypeBuilder<StockReceipt> entity, string schema)
    {
        entity.ToTable("receipt", schema).HasKey(row => row.ReceiptId).HasName("receipt_pkey");
        entity.Property(row => row.ReceiptId).HasColumnName("receipt_id");
        entity.Property(row => row.ReceivedAt).HasColumnName("received_at");
    }

    // The items of a reservation never change, so the list itself is its snapshot.
    private static readonly ValueComparer<IReadOnlyList<ItemQuantity>?> SameItems = new(
        (left, right) => ReferenceEquals(left, right), items => items!.Count, items => items);
}
