using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Workflow.Messaging;
using Workflow.Orchestrator;
using Workflow.Participants.Payment;
using Workflow.Participants.Shipment;
using Workflow.Participants.Stock;

namespace Workflow.Migrations;

/// <summary>All schemas of one database; for migrations only, no code at run time reads across them.</summary>
internal sealed class WorkflowDbContext(DbContextOptions<WorkflowDbContext> options) : DbContext(options)
{
    public static WorkflowDbContext Create(DbConnection connection) =>
        new(new DbContextOptionsBuilder<WorkflowDbContext>()
            .UseNpgsql(connection)
            // The migrations are written by hand and keep no snapshot of the model, so EF Core cannot compare;
            // a test compares the two schemas in a real database.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
            .Options);

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.AddOrders().AddStock().AddPayments().AddShipments().AddMessaging();
}
