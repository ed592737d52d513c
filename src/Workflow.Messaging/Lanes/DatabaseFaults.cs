using Npgsql;

namespace Workflow.Messaging.Lanes;

/// <summary>Tells a fault that passes from one that stays, by type and SqlState and never by text.</summary>
public static class DatabaseFaults
{
    /// <summary>Whether the same work may well succeed a little later, on a new connection.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        PostgresException postgres => IsTransient(postgres.SqlState),
        // Everything else that Npgsql throws is about the connection: refused, broken, timed out, pool exhausted.
        NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException => true,
        OperationCanceledException => true,
        // Entity Framework Core wraps a fault that may pass, to recommend its own way of trying again.
        InvalidOperationException { InnerException: { } inner and (NpgsqlException or TimeoutException) } => IsTransient(inner),
        _ => false,
    };

    /// <summary>
    /// Whether the database is in trouble, be it away or at odds with itself (SqlState XX); whoever asked had no part in it. A lane tells the two
    /// apart, because it would wait for ever for an error of the second kind that comes back with the same work.
    /// </summary>
    public static bool IsServers(Exception error) => IsTransient(error) || error is PostgresException { SqlState: ['X', 'X', ..] };

    /// <summary>Whether the database did not answer within the time that a command has.</summary>
    public static bool IsTimeout(Exception error) => error is TimeoutException || error.InnerException is TimeoutException;

    private static bool IsTransient(string sqlState) =>
        sqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled
            or PostgresErrorCodes.ObjectInUse or PostgresErrorCodes.ReadOnlySqlTransaction
        || sqlState is "25P03"                                      // the transaction stood still for too long
        || sqlState.StartsWith("08", StringComparison.Ordinal)      // connection
        || sqlState.StartsWith("53", StringComparison.Ordinal)      // insufficient resources, disk full among them
        || sqlState.StartsWith("57P", StringComparison.Ordinal)     // shutdown, crash, cannot connect now
        || sqlState.StartsWith("58", StringComparison.Ordinal);     // system error outside PostgreSQL
}
