using System.ComponentModel;
using System.Text.RegularExpressions;

namespace Workflow.Host.Embedded;

/// <summary>Installed PostgreSQL server programs.</summary>
internal sealed partial record PostgresBinaries(string Directory, int MajorVersion)
{
    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    /// <summary>The path of one program.</summary>
    public string this[string program] => Path.Combine(Directory, program);

    /// <summary>Finds the programs: those of the version that made the cluster, or the newest for a new one.</summary>
    /// <param name="configured">The only directory to look at, or null to search.</param>
    /// <param name="clusterVersion">Major version of the cluster, or null when there is none yet.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="EmbeddedPostgresException">None fit; the message names the package to install.</exception>
    public static async Task<PostgresBinaries> FindAsync(
        string? configured, int? clusterVersion, CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        foreach (var directory in await CandidatesAsync(configured, cancellationToken))
        {
            if (await ReadVersionAsync(directory, cancellationToken) is { } version)
                found.Add(new PostgresBinaries(directory, version));
        }

        if (found.Count == 0)
            throw new EmbeddedPostgresException(NothingFound(configured));
        return found.Where(binaries => binaries.MajorVersion == (clusterVersion ?? binaries.MajorVersion))
                   .MaxBy(binaries => binaries.MajorVersion)
               ?? throw new EmbeddedPostgresException(
                   $"The cluster was made by PostgreSQL {clusterVersion}, and only "
                   + $"{string.Join(", ", found.Select(binaries => binaries.MajorVersion).Distinct().Order())} is installed. "
                   + $"Install the package postgresql-{clusterVersion}.");
    }

    private static string NothingFound(string? configured) =>
        (configured is null
            ? "No PostgreSQL server programs (initdb, pg_ctl, postgres) are installed. "
            : $"Embedded:BinDirectory is {configured}, which has no PostgreSQL server programs (initdb, pg_ctl, postgres). ")
        + "Install the package postgresql (Debian, Ubuntu: apt-get install postgresql), "
        + "or set ConnectionStrings:Workflow to a PostgreSQL server.";

    private static async Task<IEnumerable<string>> CandidatesAsync(
        string? configured, CancellationToken cancellationToken)
    {
        if (configured is not null)
            return [Path.GetFullPath(configured)];
        const string Debian = "/usr/lib/postgresql";
        var packaged = System.IO.Directory.Exists(Debian)
            ? System.IO.Directory.EnumerateDirectories(Debian).Select(version => Path.Combine(version, "bin"))
            : [];
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var configuredByPostgres = await TryRunAsync("pg_config", "--bindir", cancellationToken);
        return packaged.Append(configuredByPostgres?.Trim() ?? "")
            .Concat(path.Split(Path.PathSeparator))
            .Where(directory => directory.Length > 0)
            .Distinct();
    }

    private static async Task<int?> ReadVersionAsync(
        string directory, CancellationToken cancellationToken)
    {
        if (!Needed.All(program => File.Exists(Path.Combine(directory, program))))
            return null;
        var answer = await TryRunAsync(Path.Combine(directory, "postgres"), "--version", cancellationToken);
        var match = MajorVersionPattern().Match(answer ?? "");
        return match.Success ? int.Parse(match.Groups[1].ValueSpan) : null;
    }

    private static async Task<string?> TryRunAsync(
        string program, string argument, CancellationToken cancellationToken)
    {
        try
        {
            var result = await PostgresAccount.Caller.RunAsync(program, [argument], cancellationToken);
            return result.ExitCode == 0 ? result.Output : null;
        }
        catch (Win32Exception)
        {
            // Not there or not executable: the same as not installed.
            return null;
        }
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex MajorVersionPattern();
}
