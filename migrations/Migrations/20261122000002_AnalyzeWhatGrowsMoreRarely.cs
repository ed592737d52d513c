using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

/// <summary>Statistics of the tables that grow with each order: made anew when half of a table has changed, not a tenth. It locks nobody out.</summary>
[DbContext(typeof(WorkflowDbContext))]
[Migration("20261122000002_AnalyzeWhatGrowsMoreRarely")]
internal sealed class AnalyzeWhatGrowsMoreRarely : Migration
{
    private const string ScaleFactor = "Npgsql:StorageParameter:autovacuum_analyze_scale_factor";

    private static readonly (string Schema, string Table)[] Growing =
    [
        ("orders", "order"), ("orders", "saga"), ("orders", "order_event"),
        ("stock", "reservation"), ("payments", "payment"), ("shipments", "shipment"),
    ];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var (schema, table) in Growing)
            migrationBuilder.AlterTable(table, schema).Annotation(ScaleFactor, 0.5);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var (schema, table) in Growing)
            migrationBuilder.AlterTable(table, schema).OldAnnotation(ScaleFactor, 0.5);
    }
}
