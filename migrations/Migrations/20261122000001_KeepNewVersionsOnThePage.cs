using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

/// <summary>A new version on the page of the old one is a third of the log: it names only the bytes that changed, and locks nothing.</summary>
[DbContext(typeof(WorkflowDbContext))]
[Migration("20261122000001_KeepNewVersionsOnThePage")]
internal sealed class KeepNewVersionsOnThePage : Migration
{
    private const string FillFactor = "Npgsql:StorageParameter:fillfactor";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Fill(migrationBuilder, "orders", "saga", 70, 45);
        Fill(migrationBuilder, "stock", "reservation", 85, 50);
        Fill(migrationBuilder, "payments", "payment", 85, 50);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        Fill(migrationBuilder, "orders", "saga", 45, 70);
        Fill(migrationBuilder, "stock", "reservation", 50, 85);
        Fill(migrationBuilder, "payments", "payment", 50, 85);
    }

    private static void Fill(MigrationBuilder migrationBuilder, string schema, string table, int before, int after) =>
        migrationBuilder.AlterTable(table, schema).OldAnnotation(FillFactor, before).Annotation(FillFactor, after);
}
