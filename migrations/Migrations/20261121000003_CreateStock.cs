using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

[DbContext(typeof(WorkflowDbContext))]
[Migration("20261121000003_CreateStock")]
internal sealed class CreateStock : Migration
{
    private const string Schema = "stock";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.EnsureSchema(Schema);
        CreateItems(migrationBuilder);
        CreateReservations(migrationBuilder);
        CreateReceipts(migrationBuilder);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("receipt", Schema);
        migrationBuilder.DropTable("reservation", Schema);
        migrationBuilder.DropTable("item", Schema);
        migrationBuilder.DropSchema(Schema);
    }

    private static void CreateItems(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable("item", table => new
        {
            sku = table.Column<string>("text", collation: "C"),
            received = table.Column<long>("bigint"),
            on_hand = table.Column<long>("bigint"),
            reserved = table.Column<long>("bigint"),
            sold = table.Column<long>("bigint"),
        }, Schema, table =>
        {
            table.PrimaryKey("item_pkey", row => row.sku);
            table.CheckConstraint("item_not_negative", "received >= 0 AND on_hand >= 0 AND reserved >= 0 AND sold >= 0");
            table.CheckConstraint("item_adds_up", "on_hand + reserved + sold = received");
        })
            .With("fillfactor", 50)
            .With("autovacuum_vacuum_scale_factor", 0)
            .With("autovacuum_vacuum_threshold", 5_000)
            .With("autovacuum_vacuum_cost_delay", 0);

    private static void CreateReservations(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable("reservation", table => new
        {
            order_id = table.Column<Guid>("uuid"),
            status = table.Column<string>("text"),
            items = table.Column<string>("jsonb", nullable: true),
            reason = table.Column<string>("text", nullable: true),
            decided_at = table.Column<DateTimeOffset>("timestamp with time zone"),
        }, Schema, table =>
        {
            table.PrimaryKey("reservation_pkey", row => row.order_id);
            table.CheckConstraint("reservation_status", "status IN ('Reserved', 'Rejected', 'Released', 'Sold')");
        })
            .With("fillfactor", 85);

    private static void CreateReceipts(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable("receipt", table => new
        {
            receipt_id = table.Column<string>("text"),
            received_at = table.Column<DateTimeOffset>("timestamp with time zone"),
        }, Schema, table => table.PrimaryKey("receipt_pkey", row => row.receipt_id));
}
