using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

[DbContext(typeof(WorkflowDbContext))]
[Migration("20261121000002_CreateOrders")]
internal sealed class CreateOrders : Migration
{
    private const string Schema = "orders";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.EnsureSchema(Schema);
        CreateAccepted(migrationBuilder);
        CreateSagas(migrationBuilder);
        CreateHistory(migrationBuilder);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("order_event", Schema);
        migrationBuilder.DropTable("saga", Schema);
        migrationBuilder.DropTable("order", Schema);
        migrationBuilder.DropSchema(Schema);
    }

    private static void CreateAccepted(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("order", table => new
        {
            order_id = table.Column<Guid>("uuid"),
            reference = table.Column<string>("text", nullable: true),
            idempotency_key = table.Column<string>("text", nullable: true),
            request_hash = table.Column<byte[]>("bytea", nullable: true),
            customer_id = table.Column<string>("text", nullable: true),
            country = table.Column<string>("text", nullable: true),
            currency = table.Column<string>("text"),
            business_type = table.Column<string>("text"),
            trace_id = table.Column<string>("text"),
            total = table.Column<decimal>("numeric(18,4)", precision: 18, scale: 4),
            accepted_at = table.Column<DateTimeOffset>("timestamp with time zone"),
            lines = table.Column<string>("jsonb"),
        }, Schema, table =>
        {
            table.PrimaryKey("order_pkey", row => row.order_id);
            table.CheckConstraint("order_total", "total > 0");
        });
        migrationBuilder.CreateIndex("order_idempotency_key", "order", "idempotency_key", Schema, unique: true);
    }

    private static void CreateSagas(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("saga", table => new
        {
            order_id = table.Column<Guid>("uuid"),
            version = table.Column<int>("integer"),
            state = table.Column<string>("text"),
            step = table.Column<string>("text", nullable: true),
            attempt = table.Column<int>("integer"),
            deadline_at = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true),
            retry_at = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true),
            outcome = table.Column<string>("text", nullable: true),
            reason = table.Column<string>("text", nullable: true),
            last_error = table.Column<string>("text", nullable: true),
            payment_reference = table.Column<string>("text", nullable: true),
            tracking_number = table.Column<string>("text", nullable: true),
            state_since = table.Column<DateTimeOffset>("timestamp with time zone"),
            finished_at = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true),
            last_sequence = table.Column<int>("integer"),
        }, Schema, table => table.PrimaryKey("saga_pkey", row => row.order_id))
            .With("fillfactor", 70)
            .With("autovacuum_vacuum_scale_factor", 0)
            .With("autovacuum_vacuum_threshold", 50_000);
        migrationBuilder.CreateIndex("saga_deadline", "saga", "deadline_at", Schema, filter: "deadline_at IS NOT NULL");
        migrationBuilder.CreateIndex(
            "saga_running", "saga", ["state", "state_since"], Schema, filter: "finished_at IS NULL");
    }

    private static void CreateHistory(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable("order_event", table => new
        {
            order_id = table.Column<Guid>("uuid"),
            sequence = table.Column<int>("integer"),
            type = table.Column<string>("text"),
            state = table.Column<string>("text"),
            causation_id = table.Column<Guid>("uuid"),
            occurred_at = table.Column<DateTimeOffset>("timestamp with time zone"),
            data = table.Column<string>("jsonb", nullable: true),
        }, Schema, table => table.PrimaryKey("order_event_pkey", row => new { row.order_id, row.sequence }));
}
