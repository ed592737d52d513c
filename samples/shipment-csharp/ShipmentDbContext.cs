using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Workflow.Messaging;

namespace Acme.Shipment;

/// <summary>The service's own data, and messaging's tables beside them.</summary>
internal sealed class ShipmentDbContext(DbContextOptions<ShipmentDbContext> options) : DbContext(options)
{
    public DbSet<Parcel> Parcels => Set<Parcel>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.MapMessaging();
        modelBuilder.Entity<Parcel>(entity =>
        {
            entity.ToTable("parcel", "acme").HasKey(parcel => parcel.OrderId);
            entity.Property(parcel => parcel.OrderId).HasColumnName("order_id").ValueGeneratedNever();
            entity.Property(parcel => parcel.Status).HasColumnName("status").HasConversion<string>();
            entity.Property(parcel => parcel.TrackingNumber).HasColumnName("tracking_number");
            entity.Property(parcel => parcel.Reason).HasColumnName("reason");
        });
    }
}

/// <summary>Makes the service's own table; a service of yours would have migrations.</summary>
internal sealed class ShipmentTables(NpgsqlDataSource dataSource) : IHostedService
{
    private const string Create =
        """
        CREATE SCHEMA IF NOT EXISTS acme;
        CREATE TABLE IF NOT EXISTS acme.parcel (
            order_id uuid PRIMARY KEY, status text NOT NULL, tracking_number text, reason text);
        """;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Create);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
