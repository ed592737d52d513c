namespace Workflow.Host.Embedded;

/// <summary>
/// Server settings, given on the server's command line: there they stand above postgresql.conf and ALTER SYSTEM, and
/// root need not write into a directory that belongs to another user.
/// </summary>
internal static class PostgresSettings
{
    // sockaddr_un holds 108 bytes with its final zero; ".s.PGSQL.65535" follows the directory.
    private const int LongestSocketDirectory = 107 - 15;

    private static readonly (string Name, string Value)[] Fixed =
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("shared_buffers", "256MB"),
        ("max_connections", "100"),
        ("max_wal_size", "4GB"),
        ("checkpoint_timeout", "15min"),
        ("checkpoint_completion_target", "0.9"),
        ("jit", "off"),
        ("track_commit_timestamp", "on"),
        ("autovacuum_naptime", "10s"),
        ("autovacuum_vacuum_cost_delay", "2ms"),
        ("random_page_cost", "1.1"),
        ("timezone", "UTC"),
        ("log_timezone", "UTC"),
        ("listen_addresses", "127.0.0.1"),
        // A file a weekday, emptied when its day comes again: a week of log at most.
        ("logging_collector", "on"),
        ("log_filename", "postgresql-%u.log"),
        ("log_truncate_on_rotation", "on"),
        ("log_rotation_age", "1d"),
        ("log_rotation_size", "0"),
        // Neither statements nor the values in error details belong in a log.
        ("log_min_error_statement", "panic"),
        ("log_error_verbosity", "terse"),
    ];

    /// <summary>The settings of a cluster, as one string of arguments for the shell that pg_ctl uses.</summary>
    public static string Arguments(ClusterHome home, int port, bool lz4) =>
        string.Join(' ', All(home, port, lz4).Select(setting => $"-c {Quote($"{setting.Name}={setting.Value}")}"));

    /// <summary>Directory of the unix socket, or empty when its path would be too long for one.</summary>
    public static string SocketDirectory(ClusterHome home) =>
        System.Text.Encoding.UTF8.GetByteCount(home.Directory) <= LongestSocketDirectory ? home.Directory : "";

    private static IEnumerable<(string Name, string Value)> All(ClusterHome home, int port, bool lz4) =>
    [
        .. Fixed,
        ("wal_compression", lz4 ? "lz4" : "on"),
        ("port", $"{port}"),
        ("unix_socket_directories", ListItem(SocketDirectory(home))),
        ("log_directory", home.LogDirectory),
    ];

    // The setting is a list: quotes keep a comma or a space inside the path.
    private static string ListItem(string path) => path.Length == 0 ? "" : $"\"{path}\"";

    private static string Quote(string argument) => $"'{argument.Replace("'", "'\\''")}'";
}
