using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

[DbContext(typeof(WorkflowDbContext))]
[Migration("20261121000009_ResolveDeadLetters")]
internal sealed class ResolveDeadLetters : Migration
{
    private const string Schema = "messaging";
    private const string Table = "dead_letter";

    private static readonly string[] Added =
    [
        "state", "delivery_key", "fingerprint", "stored_at", "resolution", "resolved_at", "resolved_by", "edited_at",
        "edited_by", "original_message_type", "original_body", "original_headers",
    ];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        // Letters from before have no fingerprint: they make one group of their own.
        migrationBuilder.AddColumn<Guid>("delivery_key", Table, "uuid", schema: Schema, defaultValueSql: "gen_random_uuid()");
        migrationBuilder.AddColumn<string>("fingerprint", Table, "text", schema: Schema, defaultValue: "");
        migrationBuilder.AddColumn<DateTimeOffset>("stored_at", Table, "timestamp with time zone", schema: Schema, defaultValueSql: "now()");
        foreach (var column in new[] { "resolution", "resolved_by", "edited_by", "original_message_type", "original_headers" })
            migrationBuilder.AddColumn<string>(column, Table, "text", schema: Schema, nullable: true);
        foreach (var column in new[] { "resolved_at", "edited_at" })
            migrationBuilder.AddColumn<DateTimeOffset>(column, Table, "timestamp with time zone", schema: Schema, nullable: true);
        migrationBuilder.AddColumn<byte[]>("original_body", Table, "bytea", schema: Schema, nullable: true);
        migrationBuilder.AddColumn<string>("state", Table, "text", schema: Schema, computedColumnSql: "coalesce(resolution, 'open')", stored: true);
        migrationBuilder.AddCheckConstraint(
            "dead_letter_resolution", Table, "resolution IN ('resent', 'dropped') AND resolved_at IS NOT NULL OR resolution IS NULL", Schema);
        CreateIndexes(migrationBuilder);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropIndex("dead_letter_order", Table, Schema);
        migrationBuilder.DropCheckConstraint("dead_letter_resolution", Table, Schema);
        // The other indexes go with their columns.
        foreach (var column in Added)
            migrationBuilder.DropColumn(column, Table, Schema);
    }

    private static void CreateIndexes(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateIndex("dead_letter_state", Table, ["state", "last_at", "dead_letter_id"], Schema);
        foreach (var column in new[] { "reason", "destination", "message_type", "fingerprint" })
            migrationBuilder.CreateIndex($"dead_letter_{column}", Table, ["state", column, "last_at", "dead_letter_id"], Schema);
        migrationBuilder.CreateIndex(
            "dead_letter_order", Table, ["order_id", "last_at", "dead_letter_id"], Schema, filter: "order_id IS NOT NULL");
        migrationBuilder.CreateIndex("dead_letter_open_delivery", Table, "delivery_key", Schema, unique: true, filter: "resolution IS NULL");
        migrationBuilder.CreateIndex("dead_letter_resolved_at", Table, "resolved_at", Schema, filter: "resolution IS NOT NULL");
    }
}
