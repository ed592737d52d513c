using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

/// <summary>
/// Rows of the outbox are found by key and by its two small indexes, whatever its statistics say. They are made anew all the time, for it
/// changes all the time, and with a backlog in it each time from 30,000 bodies: 300 for each unit of the columns' target. It locks nobody out.
/// </summary>
[DbContext(typeof(WorkflowDbContext))]
[Migration("20261123000001_SampleTheOutboxLess")]
internal sealed class SampleTheOutboxLess : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => Sampling.SetTarget(migrationBuilder, "messaging.outbox", 10);

    protected override void Down(MigrationBuilder migrationBuilder) => Sampling.SetTarget(migrationBuilder, "messaging.outbox", Sampling.UsualTarget);
}
