using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;

namespace Workflow.Migrations;

/// <summary>How PostgreSQL keeps a table; the reasons stand beside the model that says the same.</summary>
internal static class StorageParameters
{
    public static OperationBuilder<CreateTableOperation> IsQueue(
        this OperationBuilder<CreateTableOperation> table, int deadRows) => table
        .With("autovacuum_vacuum_scale_factor", 0)
        .With("autovacuum_vacuum_threshold", deadRows)
        .With("autovacuum_vacuum_cost_delay", 0)
        .With("autovacuum_analyze_scale_factor", 0)
        .With("autovacuum_analyze_threshold", 10_000);

    public static OperationBuilder<CreateTableOperation> With(
        this OperationBuilder<CreateTableOperation> table, string parameter, int value) =>
        table.Annotation("Npgsql:StorageParameter:" + parameter, value);
}
