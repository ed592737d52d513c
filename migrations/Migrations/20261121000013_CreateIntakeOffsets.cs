using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

/// <summary>How far the orders in Kafka have been read.</summary>
[DbContext(typeof(WorkflowDbContext))]
[Migration("20261121000013_CreateIntakeOffsets")]
internal sealed class CreateIntakeOffsets : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("intake_offset", table => new
        {
            consumer_group = table.Column<string>("text"),
            topic = table.Column<string>("text"),
            partition = table.Column<int>("integer"),
            next_offset = table.Column<long>("bigint"),
        }, "orders", table => table.PrimaryKey("intake_offset_pkey", row => new { row.consumer_group, row.topic, row.partition }))
            .With("fillfactor", 50);
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("intake_offset", "orders");
}
