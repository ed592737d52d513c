using System.Security.Cryptography;
using System.Text;

namespace Workflow.Host.Embedded;

/// <summary>The directory of the cluster, its password and its logs. It belongs to the account that runs PostgreSQL.</summary>
internal sealed record ClusterHome(string Directory)
{
    private const string OutsideParent = "/var/tmp";

    /// <summary>PostgreSQL's own data directory.</summary>
    public string Data => Path.Combine(Directory, "data");

    /// <summary>Where a cluster is made, before a rename says that it is complete.</summary>
    public string Unfinished => Path.Combine(Directory, "data.new");

    /// <summary>The password of the superuser, mode 0600.</summary>
    public string PasswordFile => Path.Combine(Directory, "password");

    /// <summary>What the server says before it opens its log.</summary>
    public string StartLog => Path.Combine(Directory, "start.log");

    /// <summary>The server's log, one file a weekday.</summary>
    public string LogDirectory => Path.Combine(Directory, "log");

    /// <summary>Whether a complete cluster is there.</summary>
    public bool Exists => File.Exists(Path.Combine(Data, "PG_VERSION"));

    /// <summary>The major version of PostgreSQL that made the cluster, or null when there is none.</summary>
    public int? Version => Exists ? int.Parse(File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim()) : null;

    /// <summary>Reads the password of the superuser.</summary>
    public string ReadPassword() => File.ReadAllText(PasswordFile).Trim();

    /// <summary>
    /// Finds the home of a data directory's cluster, and creates an empty one the first time: inside it if the account
    /// can enter it, else under /var/tmp, which the data directory then remembers.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">The cluster that was there is gone or closed to the account.</exception>
    public static async Task<ClusterHome> LocateAsync(
        string dataDirectory, PostgresAccount account, ILogger logger, CancellationToken cancellationToken)
    {
        var pointer = Path.Combine(dataDirectory, "cluster-directory");
        if (File.Exists(pointer))
            return Remembered(pointer);

        var inside = new ClusterHome(Path.Combine(dataDirectory, "postgres"));
        if (await CanEnterAsync(dataDirectory, account, cancellationToken))
        {
            await CreateInsideAsync(inside, account, cancellationToken);
            return inside;
        }

        // To go on with an empty database elsewhere would look like a loss of all orders.
        if (inside.Exists)
            throw new EmbeddedPostgresException(
                $"User {account.User} can no longer enter {dataDirectory}, where the database is. "
                + "Let others pass through it and its parents (chmod o+x).");

        var outside = new ClusterHome(Path.Combine(OutsideParent, $"workflow-{HashOf(dataDirectory)}"));
        await CreateOutsideAsync(outside, account, cancellationToken);
        PrivateFiles.Write(pointer, outside.Directory);
        EmbeddedLog.KeptOutside(logger, account.User ?? Environment.UserName, dataDirectory, outside.Directory);
        return outside;
    }

    private static ClusterHome Remembered(string pointer)
    {
        var home = new ClusterHome(File.ReadAllText(pointer).Trim());
        return System.IO.Directory.Exists(home.Directory)
            ? home
            : throw new EmbeddedPostgresException(
                $"The database was kept in {home.Directory}, which is gone. Restore that directory, "
                + $"or delete {pointer} to begin with an empty database.");
    }

    private static async Task<bool> CanEnterAsync(
        string directory, PostgresAccount account, CancellationToken cancellationToken) =>
        (await account.RunAsync("test", ["-x", directory], cancellationToken)).ExitCode == 0;

    private static async Task CreateInsideAsync(
        ClusterHome home, PostgresAccount account, CancellationToken cancellationToken)
    {
        if (System.IO.Directory.Exists(home.Directory))
        {
            if (!await CanEnterAsync(home.Directory, account, cancellationToken))
                throw new EmbeddedPostgresException(
                    $"{home.Directory} belongs to another user than {account.User ?? Environment.UserName}. "
                    + "Start the host as the user that created it (PostgreSQL runs as postgres when the host is root).");
            return;
        }

        await PostgresAccount.Caller.RequireAsync("mkdir", ["-m", "700", home.Directory], cancellationToken);
        if (account.User is not null)
            await PostgresAccount.Caller.RequireAsync("chown", [$"{account.User}:", home.Directory], cancellationToken);
    }

    /// <summary>
    /// Everything here runs as the account: /var/tmp is open to all, and mkdir refuses a directory that somebody else
    /// has put there. One of our own that no data directory remembers is left from a deleted data directory.
    /// </summary>
    private static async Task CreateOutsideAsync(
        ClusterHome home, PostgresAccount account, CancellationToken cancellationToken)
    {
        if (PostmasterFile.Read(home) is { } left && left.IsAlive)
            await account.RequireAsync("sh", ["-c", "kill -QUIT \"$1\"", "sh", $"{left.Pid}"], cancellationToken);
        await account.RequireAsync("rm", ["-rf", home.Directory], cancellationToken);
        await account.RequireAsync("mkdir", ["-m", "700", home.Directory], cancellationToken);
    }

    private static string HashOf(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 8));
}
