namespace Workflow.Host.Embedded;

internal static partial class EmbeddedLog
{
    [LoggerMessage(3001, LogLevel.Information, "Creating a private PostgreSQL {Version} cluster in {Directory}")]
    public static partial void Creating(ILogger logger, int version, string directory);

    [LoggerMessage(3002, LogLevel.Information, "Private PostgreSQL {Version} started on port {Port}, cluster {Directory}")]
    public static partial void Started(ILogger logger, int version, int port, string directory);

    [LoggerMessage(3003, LogLevel.Information, "Private PostgreSQL was running already, port {Port}, cluster {Directory}")]
    public static partial void Adopted(ILogger logger, int port, string directory);

    [LoggerMessage(3004, LogLevel.Warning,
        "User {User} cannot enter {DataDirectory}, so the database is kept in {Directory}; keep that directory as long as you need the data")]
    public static partial void KeptOutside(ILogger logger, string user, string dataDirectory, string directory);

    [LoggerMessage(3005, LogLevel.Information, "Private PostgreSQL stopped, cluster {Directory}")]
    public static partial void Stopped(ILogger logger, string directory);

    [LoggerMessage(3006, LogLevel.Information, "Another process uses the private PostgreSQL, so it stays up, cluster {Directory}")]
    public static partial void LeftRunning(ILogger logger, string directory);

    [LoggerMessage(3007, LogLevel.Warning, "Private PostgreSQL did not stop within {Seconds} s and is stopped at once, cluster {Directory}")]
    public static partial void StoppingAtOnce(ILogger logger, int seconds, string directory);

    [LoggerMessage(3008, LogLevel.Error, "Private PostgreSQL could not be stopped")]
    public static partial void StopFailed(ILogger logger, Exception exception);

    [LoggerMessage(3009, LogLevel.Warning, "Removed {File}, left from before a restart of the machine: process {Pid} is something else")]
    public static partial void StalePidRemoved(ILogger logger, string file, int pid);
}
