using System.Diagnostics;
using System.Globalization;

namespace Workflow.Tools;

/// <summary>What to run, and how.</summary>
/// <param name="Command">The program and its arguments.</param>
/// <param name="LogPath">Where its output is appended.</param>
internal sealed record GuardedStart(IReadOnlyList<string> Command, string LogPath)
{
    /// <summary>Added to the inherited environment; null takes a variable away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Held as long as the program lives; a start waits for the end of an earlier one that holds it.</summary>
    public string? LockPath { get; init; }

    /// <summary>Another account to run as; only root may name one.</summary>
    public string? User { get; init; }
}

/// <summary>
/// A program that ends with this one, however this one ends. A shell stands between them: it kills the program when its
/// own input ends, and the kernel ends that input with the death of this process, also by SIGKILL.
/// </summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    // A session of its own: Ctrl-C at the terminal is for this process, which then ends the others in their order.
    // The lock is inherited by the program, so that it outlives the shell.
    private const string Script =
        """
        log=$1 lock=$2
        shift 2
        exec 8<&0 7>&1 </dev/null >>"$log" 2>&1
        if [ -n "$lock" ]; then
            exec 9>"$lock"
            flock -w 30 9 || { echo "$lock is held by another process"; exit 75; }
        fi
        "$@" 7>&- 8<&- &
        child=$!
        echo "$child" >&7
        exec 7>&- 9>&-
        ( while read -r _; do :; done; kill -KILL "$child" ) <&8 &
        guard=$!
        exec 8<&-
        code=0
        wait "$child" || code=$?
        kill "$guard"
        exit "$code"
        """;

    private readonly Process _shell;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GuardedProcess(ProcessStartInfo start, string logPath)
    {
        LogPath = logPath;
        _shell = new Process { StartInfo = start, EnableRaisingEvents = true };
        _shell.Exited += (_, _) => _ended.TrySetResult();
        _shell.Start();
    }

    /// <summary>The id of the program itself.</summary>
    public int Id { get; private set; }

    public string LogPath { get; }

    public Task Exited => _ended.Task;

    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>As shells count it: 128 and the signal's number after a signal.</summary>
    public int ExitCode => _shell.ExitCode;

    /// <summary>Returns when the program runs.</summary>
    /// <exception cref="InvalidOperationException">It does not: another process holds its lock.</exception>
    public static async Task<GuardedProcess> StartAsync(GuardedStart start)
    {
        var process = new GuardedProcess(Describe(start), start.LogPath);
        var line = await process._shell.StandardOutput.ReadLineAsync();
        if (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            await process.DisposeAsync();
            throw new InvalidOperationException($"{start.Command[0]} could not be started:\n{Tail(start.LogPath)}");
        }
        process.Id = id;
        return process;
    }

    public void Signal(int signal)
    {
        if (!HasEnded)
            Posix.Send(Id, signal);
    }

    /// <summary>SIGKILL; returns when it is gone.</summary>
    public Task KillAsync()
    {
        Signal(Posix.KillAtOnce);
        return Exited;
    }

    /// <summary>Asks it to end; kills it when it does not. True when it ended by itself.</summary>
    public async Task<bool> StopAsync(int signal, TimeSpan patience)
    {
        Signal(signal);
        // A frozen one takes the signal only when it goes on.
        Signal(Posix.Continue);
        if (await Task.WhenAny(Exited, Task.Delay(patience)) == Exited)
            return true;
        await KillAsync();
        return false;
    }

    /// <summary>The end of its log, for the message of a failure.</summary>
    public string LastLines() => Tail(LogPath);

    public async ValueTask DisposeAsync()
    {
        // The shell sees the end of its input and kills what still runs.
        _shell.StandardInput.Close();
        await Exited;
        _shell.Dispose();
    }

    private static ProcessStartInfo Describe(GuardedStart start)
    {
        string[] command = ["setsid", "sh", "-c", Script, "guard", start.LogPath, start.LockPath ?? "", .. start.Command];
        if (start.User is { } user)
            command = ["runuser", "-u", user, "--", .. command];
        var description = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in start.Environment)
            description.Environment[name] = value;
        return description;
    }

    private static string Tail(string log) => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(25)) : "it wrote no log";
}
