using Microsoft.EntityFrameworkCore;

namespace Workflow.Orchestrator;

/// <summary>Reads of the orders at run time; the hot path writes through lanes.</summary>
internal sealed class OrdersDbContext(DbContextOptions<OrdersDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddOrders();
}
