using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Workflow.Migrations.Migrations;

/// <summary>What waits for Kafka.</summary>
[DbContext(typeof(WorkflowDbContext))]
[Migration("20261121000011_CreateHub")]
internal sealed class CreateHub : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("hub", table => new
        {
            slot = table.Column<short>("smallint"),
            position = table.Column<long>("bigint")
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
            kind = table.Column<short>("smallint"),
            event_id = table.Column<Guid>("uuid"),
            order_id = table.Column<Guid>("uuid"),
            message_type = table.Column<string>("text"),
            body = table.Column<byte[]>("bytea"),
            headers = table.Column<string>("text", nullable: true),
            created_at = table.Column<DateTimeOffset>("timestamp with time zone"),
        }, "messaging", table => table.PrimaryKey("hub_pkey", row => new { row.slot, row.position }))
            .IsQueue(2_000);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("hub", "messaging");
    }
}
