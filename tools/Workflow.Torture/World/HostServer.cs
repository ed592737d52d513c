using System.Globalization;
using Workflow.Demo.Processes;
using Workflow.Tools;

namespace Workflow.Torture.World;

/// <summary>One host and who watches over it: when it ends unasked, it is started again, as a service manager would.</summary>
internal sealed class HostServer : IAsyncDisposable
{
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(200);
    private readonly string[] _command;
    private readonly string _log;
    private readonly Dictionary<string, string?> _settings;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _lock = new(1);
    private GuardedProcess? _process;
    private Task _watching = Task.CompletedTask;
    private bool _isHeld;
    private long _peak;

    public HostServer(int number, TortureOptions options, IReadOnlyDictionary<string, string?> settings)
    {
        Number = number;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));
        _command = [ChildProcess.Dotnet(), options.HostDll, $"--Urls={Address.GetLeftPart(UriPartial.Authority)}"];
        _log = Path.Combine(options.DataDirectory, string.Create(CultureInfo.InvariantCulture, $"host{number}.log"));
        _settings = new Dictionary<string, string?>(settings);
    }

    public int Number { get; }

    public Uri Address { get; }

    /// <summary>How often it ended although nobody had asked it to.</summary>
    public int Surprises { get; private set; }

    /// <summary>The most memory that it ever used, in bytes.</summary>
    public long PeakMemory => Interlocked.Read(ref _peak);

    public async Task StartAsync()
    {
        await LaunchAsync(null);
        _watching = WatchAsync();
    }

    /// <summary>Kills it, and keeps it dead until <see cref="ReviveAsync"/>.</summary>
    public async Task KillAsync()
    {
        _isHeld = true;
        await _process!.KillAsync();
    }

    /// <summary>Starts it again; with further settings, it is left to who has given them until the next start without.</summary>
    public async Task ReviveAsync(IReadOnlyDictionary<string, string?>? further = null)
    {
        await LaunchAsync(further);
        _isHeld = further is not null;
    }

    /// <summary>False when it is not ready in that time, or has ended.</summary>
    public async Task<bool> IsReadyWithinAsync(TimeSpan time, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(time);
        while (!limit.IsCancellationRequested && _process is { HasEnded: false })
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), limit.Token);
                if (answer.IsSuccessStatusCode)
                    return true;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // Not listening yet.
                await Task.Delay(Watch, CancellationToken.None);
                continue;
            }
            await Task.Delay(Watch, CancellationToken.None);
        }
        return false;
    }

    /// <summary>True when it has ended by itself in that time.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan time, CancellationToken stop)
    {
        await Task.WhenAny(_process!.Exited, Task.Delay(time, stop));
        return _process.HasEnded;
    }

    public void Freeze() => _process?.Signal(Posix.Stop);

    public void Thaw() => _process?.Signal(Posix.Continue);

    /// <summary>Whatever was done to it, it runs afterwards.</summary>
    public async Task HealAsync()
    {
        Thaw();
        if (_process is not { HasEnded: false })
            await LaunchAsync(null);
        _isHeld = false;
    }

    public string LastLines() => _process?.LastLines() ?? "";

    /// <summary>Ends it in order. False when it did not, within the patience that a service manager has.</summary>
    public async Task<bool> StopAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        return _process is null || (await _process.StopAsync(Posix.Terminate, TimeSpan.FromSeconds(60)) && _process.ExitCode == 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        if (_process is not null)
            await _process.DisposeAsync();
        _stop.Dispose();
        _lock.Dispose();
    }

    private async Task LaunchAsync(IReadOnlyDictionary<string, string?>? further)
    {
        await _lock.WaitAsync();
        try
        {
            if (_process is not null)
                await _process.DisposeAsync();
            var environment = new Dictionary<string, string?>(_settings);
            foreach (var (name, value) in further ?? new Dictionary<string, string?>())
                environment[name] = value;
            _process = await GuardedProcess.StartAsync(new GuardedStart(_command, _log) { Environment = environment });
        }
        finally
        {
            _lock.Release();
        }
    }

    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(Watch, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Measure();
            if (_isHeld || _stop.IsCancellationRequested || _process is not { HasEnded: true })
                continue;
            Surprises++;
            await LaunchAsync(null);
        }
    }

    private void Measure()
    {
        try
        {
            var line = File.ReadLines($"/proc/{_process!.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            if (line is not null && long.TryParse(line.AsSpan(6).Trim(" \tkB"), NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes))
                Interlocked.Exchange(ref _peak, Math.Max(PeakMemory, kilobytes * 1024));
        }
        catch (IOException)
        {
            // It is dead at the moment.
            return;
        }
    }
}
