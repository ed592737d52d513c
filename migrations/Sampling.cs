using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations;

/// <summary>How much of a table is read for its statistics.</summary>
internal static class Sampling
{
    /// <summary>What the server's <c>default_statistics_target</c> says.</summary>
    internal const int UsualTarget = -1;

    /// <summary>Sets the statistics target of all columns of a table: 300 rows are read for each unit of the highest.</summary>
    internal static void SetTarget(MigrationBuilder migrationBuilder, string table, int target) => migrationBuilder.Sql(
        $"""
        DO $columns$
        DECLARE
            name text;
        BEGIN
            FOR name IN SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped LOOP
                EXECUTE format('ALTER TABLE {table} ALTER COLUMN %I SET STATISTICS {target}', name);
            END LOOP;
        END $columns$;
        """);
}
