using Npgsql;

namespace Workflow.Messaging;

/// <summary>For what is read again and again beside the orders.</summary>
public static class OneCore
{
    private const string NoWorkers = "SET max_parallel_workers_per_gather = 0";

    /// <summary>
    /// Lets PostgreSQL start no parallel workers for what <paramref name="connection"/> reads until it is closed: over a table that has grown it would
    /// start them even for a few rows, which takes longer than such a read and takes the cores from the orders.
    /// </summary>
    /// <param name="connection">An open one, given back to its pool afterwards, which forgets it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task UseOneCoreAsync(this NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(NoWorkers, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
