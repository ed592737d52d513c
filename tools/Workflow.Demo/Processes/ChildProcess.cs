using System.Diagnostics;
using Workflow.Tools;

namespace Workflow.Demo.Processes;

/// <summary>A process that this one starts, listens to and ends. Its output goes to a log file; the last lines stay at hand.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 25;
    private static readonly TimeSpan OutputLimit = TimeSpan.FromSeconds(2);
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Queue<string> _last = new();
    private readonly TaskCompletionSource<string?> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<string>? _onOutput;
    private bool _isLogClosed;

    private ChildProcess(string name, ProcessStartInfo start, string logPath, Action<string>? onOutput)
    {
        Name = name;
        _onOutput = onOutput;
        _log = new StreamWriter(logPath, append: false) { AutoFlush = true };
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => _ended.TrySetResult();
        _process.OutputDataReceived += (_, line) => Keep(line.Data, isOutput: true);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data, isOutput: false);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        // Nobody types to a child; an inherited terminal would only let it fight for the keyboard.
        _process.StandardInput.Close();
        Exited = EndAsync();
    }

    public string Name { get; }

    /// <summary>Ends when the process has ended and its output is read.</summary>
    public Task Exited { get; }

    public int ExitCode => _process.ExitCode;

    /// <summary>Null when the process ended without a line.</summary>
    public Task<string?> FirstLine => _firstLine.Task;

    public string LastLines
    {
        get
        {
            lock (_last)
                return string.Join('\n', _last.Select(line => "    " + line));
        }
    }

    public static ChildProcess Start(string dll, IEnumerable<string> arguments, string logPath, IReadOnlyDictionary<string, string>? secrets = null, Action<string>? onOutput = null)
    {
        var start = new ProcessStartInfo(Dotnet())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(dll);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in secrets ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        return new ChildProcess(Path.GetFileNameWithoutExtension(dll), start, logPath, onOutput);
    }

    /// <summary>Asks it to end, waits; ends it by force when it does not. True when it ended by itself with exit code 0.</summary>
    public async Task<bool> StopAsync(TimeSpan patience)
    {
        if (!Exited.IsCompleted)
            Posix.Send(_process.Id, Posix.Terminate);
        if (await Task.WhenAny(Exited, Task.Delay(patience)) != Exited)
        {
            Kill();
            await Exited;
        }
        return ExitCode == 0;
    }

    public void Kill()
    {
        if (!_process.HasExited)
            _process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
        _process.Dispose();
        lock (_last)
        {
            _isLogClosed = true;
            _log.Dispose();
        }
    }

    // Not WaitForExitAsync alone: it waits for the output's end, and a database that a killed host left holds it open.
    private async Task EndAsync()
    {
        await _ended.Task;
        await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(OutputLimit));
    }

    private void Keep(string? line, bool isOutput)
    {
        if (line is null)
        {
            if (isOutput)
                _firstLine.TrySetResult(null);
            return;
        }
        lock (_last)
        {
            if (_isLogClosed)
                return;
            _log.WriteLine(line);
            _last.Enqueue(line);
            if (_last.Count > KeptLines)
                _last.Dequeue();
        }
        if (!isOutput)
            return;
        _firstLine.TrySetResult(line);
        _onOutput?.Invoke(line);
    }

    public static string Dotnet() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
}
