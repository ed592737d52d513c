using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

/// <summary>Timers and retries are found by the time at which they are due, however many new orders wait before them.</summary>
[DbContext(typeof(WorkflowDbContext))]
[Migration("20261121000007_IndexOutboxDue")]
internal sealed class IndexOutboxDue : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateIndex(
        "outbox_due", "outbox", "next_at", "messaging", filter: "owner IS NULL AND next_at IS NOT NULL");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropIndex("outbox_due", "outbox", "messaging");
}
