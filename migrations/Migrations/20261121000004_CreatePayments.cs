using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

[DbContext(typeof(WorkflowDbContext))]
[Migration("20261121000004_CreatePayments")]
internal sealed class CreatePayments : Migration
{
    private const string Schema = "payments";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.EnsureSchema(Schema);
        migrationBuilder.CreateTable("payment", table => new
        {
            order_id = table.Column<Guid>("uuid"),
            status = table.Column<string>("text"),
            amount = table.Column<decimal>("numeric(18,4)", precision: 18, scale: 4),
            currency = table.Column<string>("text"),
            captured = table.Column<decimal>("numeric(18,4)", precision: 18, scale: 4),
            refunded = table.Column<decimal>("numeric(18,4)", precision: 18, scale: 4),
            reference = table.Column<string>("text", nullable: true),
            reason = table.Column<string>("text", nullable: true),
            created_at = table.Column<DateTimeOffset>("timestamp with time zone"),
            updated_at = table.Column<DateTimeOffset>("timestamp with time zone"),
        }, Schema, table =>
        {
            table.PrimaryKey("payment_pkey", row => row.order_id);
            table.CheckConstraint(
                "payment_status",
                "status IN ('Pending', 'Unknown', 'Captured', 'Declined', 'Reversing', 'Reversed')");
            table.CheckConstraint("payment_amounts", "amount >= 0 AND refunded >= 0 AND refunded <= captured");
        })
            .With("fillfactor", 85);
        migrationBuilder.CreateIndex(
            "payment_open", "payment", "updated_at", Schema, filter: "status IN ('Pending', 'Unknown', 'Reversing')");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("payment", Schema);
        migrationBuilder.DropSchema(Schema);
    }
}
