using System.Diagnostics;

namespace Workflow.Integration.Processes;

/// <summary>A program of this repository as a process of its own. What it prints is kept, to be shown when a test fails.</summary>
internal sealed class TestProcess : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);

    private readonly Process _process;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _output = [];

    private TestProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => _ended.TrySetResult();
        _process.OutputDataReceived += (_, line) => Keep(line.Data, isOutput: true);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data, isOutput: false);
        _process.Start();
        Id = _process.Id;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id { get; }

    public bool HasEnded => _ended.Task.IsCompleted;

    public string Output
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    public static TestProcess Start(string dll, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Start(["dotnet", dll, .. arguments], environment);

    /// <summary>A program that is not of .NET.</summary>
    public static TestProcess StartProgram(string[] command, params (string Name, string Value)[] environment) => Start(command, environment);

    /// <summary>A process group of its own, as a terminal makes one, where Ctrl-C is not ignored.</summary>
    public static TestProcess StartGroup(string dll, IEnumerable<string> arguments) =>
        Start(["env", "--default-signal=INT", "setsid", "dotnet", dll, .. arguments], []);

    /// <summary>SIGKILL: no chance to write or say anything. Its children live on.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _ended.Task.WaitAsync(Patience);
    }

    public Task<int> TerminateAsync() => SignalAsync("TERM", $"{Id}");

    /// <summary>Ctrl-C: the terminal tells the whole group.</summary>
    public Task<int> InterruptGroupAsync() => SignalAsync("INT", $"-{Id}");

    /// <summary>Waits for its end and for all of its output.</summary>
    public async Task<int> EndAsync(TimeSpan? patience = null)
    {
        await _ended.Task.WaitAsync(patience ?? Patience);
        await _outputEnded.Task.WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Ends it in order, because some take along what they have started.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!HasEnded)
                await TerminateAsync();
        }
        catch (TimeoutException)
        {
            await KillAsync();
        }
        _process.Dispose();
    }

    private static TestProcess Start(string[] command, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new TestProcess(start);
    }

    private async Task<int> SignalAsync(string signal, string target)
    {
        using (var kill = Process.Start("kill", ["-s", signal, "--", target]))
            await kill.WaitForExitAsync();
        await _ended.Task.WaitAsync(Patience);
        return _process.ExitCode;
    }

    private void Keep(string? line, bool isOutput)
    {
        if (line is null)
        {
            if (isOutput)
                _outputEnded.TrySetResult();
            return;
        }
        lock (_output)
            _output.Add(line);
    }
}
