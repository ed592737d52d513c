using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Workflow.Host.Embedded;

namespace Workflow.Integration.Embedded;

/// <summary>What the tests of the private PostgreSQL ask and look at.</summary>
internal static class EmbeddedFacts
{
    public static Task<EmbeddedPostgres> StartAsync(DataDirectory data) =>
        EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = data.Path },
            NullLogger.Instance,
            TestContext.Current.CancellationToken);

    public static async Task<string?> AskAsync(string connectionString, string sql)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    public static int PostmasterOf(EmbeddedPostgres postgres) =>
        int.Parse(File.ReadLines(Path.Combine(postgres.ClusterDirectory, "postmaster.pid")).First());

    /// <summary>Whether the process still exists.</summary>
    public static bool IsRunning(int pid)
    {
        try
        {
            // A zombie that nobody has collected yet has no command line.
            return File.ReadAllText($"/proc/{pid}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
