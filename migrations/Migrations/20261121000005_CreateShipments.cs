using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

[DbContext(typeof(WorkflowDbContext))]
[Migration("20261121000005_CreateShipments")]
internal sealed class CreateShipments : Migration
{
    private const string Schema = "shipments";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.EnsureSchema(Schema);
        migrationBuilder.CreateTable("shipment", table => new
        {
            order_id = table.Column<Guid>("uuid"),
            status = table.Column<string>("text"),
            tracking_number = table.Column<string>("text", nullable: true),
            reason = table.Column<string>("text", nullable: true),
            decided_at = table.Column<DateTimeOffset>("timestamp with time zone"),
        }, Schema, table =>
        {
            table.PrimaryKey("shipment_pkey", row => row.order_id);
            table.CheckConstraint("shipment_status", "status IN ('Arranged', 'Rejected', 'Cancelled')");
        });
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("shipment", Schema);
        migrationBuilder.DropSchema(Schema);
    }
}
