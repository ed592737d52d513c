using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

/// <summary>Only orders that wait for room are looked for by position: a message on its way needs no entry.</summary>
[DbContext(typeof(WorkflowDbContext))]
[Migration("20261121000012_IndexOutboxWaiting")]
internal sealed class IndexOutboxWaiting : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropIndex("outbox_position", "outbox", "messaging");
        migrationBuilder.CreateIndex("outbox_waiting", "outbox", "position", "messaging", filter: "owner IS NULL AND next_at IS NULL");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropIndex("outbox_waiting", "outbox", "messaging");
        migrationBuilder.CreateIndex("outbox_position", "outbox", "position", "messaging");
    }
}
