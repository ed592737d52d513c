using System.Net.Sockets;
using Npgsql;

namespace Workflow.Host.OperatorConsole.Shell;

/// <summary>What it looks like when the database does not answer.</summary>
internal static partial class Away
{
    /// <summary>Whether it is that: a fault that passes, and no fault of ours.</summary>
    internal static bool Is(Exception error) => error is NpgsqlException or TimeoutException or SocketException or OperationCanceledException;

    [LoggerMessage(2201, LogLevel.Debug, "A page of the console could not read the database")]
    internal static partial void NotShown(ILogger logger, Exception error);
}
