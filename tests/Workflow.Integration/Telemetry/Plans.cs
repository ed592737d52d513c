using Npgsql;

namespace Workflow.Integration.Telemetry;

/// <summary>How PostgreSQL would answer a question.</summary>
internal static class Plans
{
    internal static async Task<string> OfAsync(NpgsqlDataSource database, string sql)
    {
        List<string> lines = [];
        await using var explain = database.CreateCommand("EXPLAIN " + sql);
        await using var reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
