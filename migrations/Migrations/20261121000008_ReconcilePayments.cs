using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

/// <summary>Payments know when they are looked at next, and by which trace and business type their order goes.</summary>
[DbContext(typeof(WorkflowDbContext))]
[Migration("20261121000008_ReconcilePayments")]
internal sealed class ReconcilePayments : Migration
{
    private const string Schema = "payments";
    private const string Open = "status IN ('Pending', 'Unknown', 'Reversing')";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropIndex("payment_open", "payment", Schema);
        // What is open at this moment is due at once.
        migrationBuilder.Sql(
            """
            ALTER TABLE payments.payment
                ADD COLUMN trace_id text NOT NULL DEFAULT '', ADD COLUMN business_type text NOT NULL DEFAULT 'NORMAL',
                ADD COLUMN reconcile_at timestamp with time zone NOT NULL DEFAULT now();
            UPDATE payments.payment p SET trace_id = o.trace_id, business_type = o.business_type
                FROM orders."order" o WHERE o.order_id = p.order_id;
            ALTER TABLE payments.payment
                ALTER COLUMN trace_id DROP DEFAULT, ALTER COLUMN business_type DROP DEFAULT, ALTER COLUMN reconcile_at DROP DEFAULT;
            """);
        migrationBuilder.CreateIndex("payment_open", "payment", "reconcile_at", Schema, filter: Open);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropIndex("payment_open", "payment", Schema);
        migrationBuilder.DropColumn("reconcile_at", "payment", Schema);
        migrationBuilder.DropColumn("business_type", "payment", Schema);
        migrationBuilder.DropColumn("trace_id", "payment", Schema);
        migrationBuilder.CreateIndex("payment_open", "payment", "updated_at", Schema, filter: Open);
    }
}
