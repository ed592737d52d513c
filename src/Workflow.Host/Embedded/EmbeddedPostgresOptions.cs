namespace Workflow.Host.Embedded;

/// <summary>Settings of the private PostgreSQL, section <c>Embedded</c> of the configuration.</summary>
internal sealed class EmbeddedPostgresOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Embedded";

    /// <summary>Where the cluster and what belongs to it is kept. Default <c>.data</c> in the working directory.</summary>
    public string DataDirectory { get; init; } = ".data";

    /// <summary>Directory of PostgreSQL's programs. Default: the newest ones installed.</summary>
    public string? BinDirectory { get; init; }

    /// <summary>
    /// Seconds that a start may take, crash recovery included; also how long to wait for another process that starts
    /// or stops the same cluster. 5 to 3600, default 120.
    /// </summary>
    public int StartTimeoutSeconds { get; init; } = 120;

    /// <summary>
    /// Seconds that a clean stop may take before it becomes an immediate one (safe, but the next start has to recover).
    /// 1 to 3600, default 60.
    /// </summary>
    public int StopTimeoutSeconds { get; init; } = 60;

    /// <summary>Whether a new cluster gets data checksums. Default no: they write more WAL.</summary>
    public bool DataChecksums { get; init; }

    /// <summary>The data directory as an absolute path, after all settings were checked.</summary>
    /// <exception cref="EmbeddedPostgresException">A setting is out of its range.</exception>
    public string CheckedDataDirectory()
    {
        RequireRange(StartTimeoutSeconds, 5, nameof(StartTimeoutSeconds));
        RequireRange(StopTimeoutSeconds, 1, nameof(StopTimeoutSeconds));
        if (string.IsNullOrWhiteSpace(DataDirectory))
            throw new EmbeddedPostgresException($"{Section}:{nameof(DataDirectory)} is empty.");
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(DataDirectory));
        // pg_ctl hands the path to a shell inside double quotes.
        if (path.AsSpan().ContainsAny("\"$`\\\r\n"))
            throw new EmbeddedPostgresException(
                $"{Section}:{nameof(DataDirectory)} is {path}; the path must not contain \", $, `, \\ or a line break.");
        return path;
    }

    private static void RequireRange(int seconds, int least, string name)
    {
        const int Most = 3600;
        if (seconds < least || seconds > Most)
            throw new EmbeddedPostgresException($"{Section}:{name} is {seconds}; it must be {least} to {Most}.");
    }
}
