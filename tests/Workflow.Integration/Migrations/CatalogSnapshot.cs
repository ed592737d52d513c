using Npgsql;

namespace Workflow.Integration.Migrations;

/// <summary>A database's schema as sorted lines of text, so that a difference names itself.</summary>
internal static class CatalogSnapshot
{
    // Foreign keys are left out on both sides: the model has one for its navigation, the tables have none on purpose.
    // Of the inbox only the columns are compared, because a model cannot say its partitions.
    private const string Sql =
        """
        WITH tables AS (
            SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relname, c.reloptions
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND n.nspname IN ('orders', 'stock', 'payments', 'shipments', 'messaging'))
        SELECT 'table ' || name FROM tables
        UNION ALL
        SELECT concat_ws(' ', 'column', name || '.' || attname, format_type(atttypid, atttypmod),
            CASE WHEN attnotnull THEN 'not null' END, nullif(attidentity::text, ''), collname,
            pg_get_expr(adbin, adrelid))
        FROM tables
        JOIN pg_attribute ON attrelid = tables.oid AND attnum > 0 AND NOT attisdropped
        LEFT JOIN pg_attrdef ON adrelid = tables.oid AND adnum = attnum
        LEFT JOIN pg_collation ON pg_collation.oid = attcollation
        UNION ALL
        SELECT concat_ws(' ', 'constraint', name, conname, pg_get_constraintdef(pg_constraint.oid))
        FROM tables JOIN pg_constraint ON conrelid = tables.oid AND contype <> 'f'
        UNION ALL
        SELECT 'index ' || pg_get_indexdef(indexrelid)
        FROM tables JOIN pg_index ON indrelid = tables.oid WHERE relname <> 'inbox'
        UNION ALL
        SELECT concat_ws(' ', 'storage', name, option) FROM tables CROSS JOIN unnest(reloptions) AS option
        ORDER BY 1
        """;

    public static async Task<List<string>> ReadAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return lines;
    }
}
