using System.ComponentModel;
using System.Diagnostics;

namespace Workflow.Host.Embedded;

/// <summary>What a program answered: its exit code and everything it printed.</summary>
internal sealed record ProgramResult(int ExitCode, string Output);

/// <summary>
/// The account as which PostgreSQL's programs run: user <c>postgres</c> when the host is root, because PostgreSQL
/// refuses to run as root; else the account of the host.
/// </summary>
internal sealed class PostgresAccount
{
    private const string SystemUser = "postgres";
    private static readonly TimeSpan InterruptLimit = TimeSpan.FromSeconds(10);

    private readonly string[] _prefix;

    private PostgresAccount(string? user, string[] prefix)
    {
        User = user;
        _prefix = prefix;
    }

    /// <summary>The account of the host itself.</summary>
    public static PostgresAccount Caller { get; } = new(null, []);

    /// <summary>The user that is switched to, or null when programs run as the caller.</summary>
    public string? User { get; }

    /// <summary>Finds out as whom to run.</summary>
    /// <exception cref="EmbeddedPostgresException">The host is root and there is no user to switch to.</exception>
    public static async Task<PostgresAccount> ResolveAsync(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            return Caller;
        if ((await Caller.RunAsync("id", ["-u", SystemUser], cancellationToken)).ExitCode != 0)
            throw new EmbeddedPostgresException(
                "PostgreSQL does not run as root, and there is no user postgres to run it. "
                + "Install the package postgresql, or start the host as another user.");
        return new PostgresAccount(SystemUser, Switch());
    }

    /// <summary>Runs a program to its end. On cancellation it is interrupted, and killed only if that does not help.</summary>
    public async Task<ProgramResult> RunAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null)
    {
        using var process = Process.Start(StartInfo([.. _prefix, program, .. arguments]))
            ?? throw new EmbeddedPostgresException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await InterruptAsync(process);
            throw;
        }

        return new ProgramResult(process.ExitCode, await output + await error);
    }

    /// <summary>Runs a program that has to succeed.</summary>
    /// <exception cref="EmbeddedPostgresException">It did not; the message carries what it printed.</exception>
    public async Task RequireAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null)
    {
        var result = await RunAsync(program, arguments, cancellationToken, input);
        if (result.ExitCode != 0)
            throw new EmbeddedPostgresException(
                $"{Path.GetFileName(program)} failed with exit code {result.ExitCode}:{Environment.NewLine}{result.Output.Trim()}");
    }

    // The interrupt matters for pg_ctl: it then takes the server it is starting down with it, a kill would leave that behind.
    private async Task InterruptAsync(Process process)
    {
        await RunAsync("sh", ["-c", "kill -INT \"$1\"", "sh", $"{process.Id}"], CancellationToken.None);
        using var limit = new CancellationTokenSource(InterruptLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static string[] Switch()
    {
        // setpriv needs no PAM session; runuser is on systems with an older util-linux.
        return Exists("setpriv")
            ? ["setpriv", $"--reuid={SystemUser}", $"--regid={SystemUser}", "--init-groups", "--"]
            : ["runuser", "-u", SystemUser, "--"];

        static bool Exists(string program)
        {
            try
            {
                using var probe = Process.Start(StartInfo([program, "--version"]));
                probe?.WaitForExit();
                return probe is { ExitCode: 0 };
            }
            catch (Win32Exception)
            {
                return false;
            }
        }
    }

    private static ProcessStartInfo StartInfo(string[] command)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            // The caller's directory may be closed to the other user.
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the caller has set for its own PostgreSQL must not reach this one.
        foreach (var name in info.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            info.Environment.Remove(name);
        info.Environment["LC_ALL"] = "C";
        return info;
    }
}
