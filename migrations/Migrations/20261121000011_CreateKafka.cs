using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Workflow.Migrations.Migrations;

/// <summary>What waits for Kafka, and how far its orders have been read.</summary>
[DbContext(typeof(WorkflowDbContext))]
[Migration("20261121000011_CreateKafka")]
internal sealed class CreateKafka : Migration
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
        migrationBuilder.CreateTable("intake_offset", table => new
        {
            consumer_group = table.Column<string>("text"),
            topic = table.Column<string>("text"),
            partition = table.Column<int>("integer"),
            next_offset = table.Column<long>("bigint"),
        }, "orders", table => table.PrimaryKey("intake_offset_pkey", row => new { row.consumer_group, row.topic, row.partition }))
            .With("fillfactor", 50);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("intake_offset", "orders");
        migrationBuilder.DropTable("hub", "messaging");
    }
}
