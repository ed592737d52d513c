using Npgsql;

namespace Workflow.Host.Embedded;

/// <summary>A running server on the loopback address, and the password of its superuser.</summary>
internal sealed class PostgresServer(int port, string password)
{
    /// <summary>The loopback port.</summary>
    public int Port => port;

    /// <summary>How to reach a database of the server, as its superuser.</summary>
    public string ConnectionStringTo(string database) => Builder(database).ConnectionString;

    /// <summary>Whether the server accepts connections; a server that starts up or shuts down does not.</summary>
    /// <exception cref="PostgresException">It refuses for another reason, such as the password.</exception>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await ConnectAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException error)
            when (error is not PostgresException || error.SqlState == PostgresErrorCodes.CannotConnectNow)
        {
            return false;
        }
    }

    /// <summary>Creates a database if there is none of that name.</summary>
    public async Task CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        exists.Parameters.Add(new() { Value = name });
        if (await exists.ExecuteScalarAsync(cancellationToken) is not null)
            return;
        await using var create = new NpgsqlCommand($"CREATE DATABASE \"{name.Replace("\"", "\"\"")}\"", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var builder = Builder("postgres");
        builder.Pooling = false;
        var connection = new NpgsqlConnection(builder.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private NpgsqlConnectionStringBuilder Builder(string database) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Username = PostgresCluster.Superuser,
        Password = password,
        Database = database,
        ApplicationName = "workflow",
    };
}
