using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

/// <summary>
/// Orders are found by their keys, too. While they come in, statistics are made again each time their number has grown by half, and sorting
/// 30,000 orders with all their lines took 20 times as long as 3,000.
/// </summary>
[DbContext(typeof(WorkflowDbContext))]
[Migration("20261123000002_SampleOrdersLess")]
internal sealed class SampleOrdersLess : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => Sampling.SetTarget(migrationBuilder, "orders.\"order\"", 10);

    protected override void Down(MigrationBuilder migrationBuilder) => Sampling.SetTarget(migrationBuilder, "orders.\"order\"", Sampling.UsualTarget);
}
