using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Workflow.Benchmarks.Load;

namespace Workflow.Benchmarks.World;

/// <summary>
/// Listens to the runtime of a host over its diagnostic port: how many bytes were allocated, how long its threads stood
/// still for the collector. A few events a second.
/// </summary>
internal sealed class RuntimeWatch : IAsyncDisposable
{
    private const long GarbageCollection = 0x1;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly EventPipeSession _session;
    private readonly Task _reading;
    private readonly Lock _lock = new();
    private Latencies _pauses = new();
    private double _allocated;
    private volatile bool _isEnding;
    private double _pausedSince = -1;

    private RuntimeWatch(EventPipeSession session)
    {
        _session = session;
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public static RuntimeWatch Start(int processId) => new(new DiagnosticsClient(processId).StartEventPipeSession(
        [
            new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, GarbageCollection),
            new EventPipeProvider("System.Runtime", EventLevel.Informational, 0, new Dictionary<string, string> { ["EventCounterIntervalSec"] = "1" }),
        ],
        requestRundown: false));

    /// <summary>Bytes allocated, counted once a second; and the pauses since the last time this was asked.</summary>
    public (double Allocated, Latencies Pauses) Take()
    {
        lock (_lock)
        {
            var pauses = _pauses;
            _pauses = new Latencies();
            return (_allocated, pauses);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        try
        {
            await _session.StopAsync(CancellationToken.None).WaitAsync(StopLimit);
        }
        catch (Exception e) when (e is ServerNotAvailableException or IOException or TimeoutException)
        {
            // The process has ended, and its events with it.
            await Console.Error.WriteLineAsync($"The runtime's events ended early: {e.Message}");
        }
        _session.Dispose();
        await _reading;
    }

    private void Read()
    {
        try
        {
            using var source = new EventPipeEventSource(_session.EventStream);
            source.Clr.GCSuspendEEStart += data => _pausedSince = data.TimeStampRelativeMSec;
            source.Clr.GCRestartEEStop += data => EndPause(data.TimeStampRelativeMSec);
            source.Dynamic.All += Count;
            source.Process();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or FormatException)
        {
            // The end of the stream, in the middle of a block when the process was ended.
            if (!_isEnding)
                Console.Error.WriteLine($"The runtime's events ended: {e.Message}");
        }
    }

    private void EndPause(double at)
    {
        if (_pausedSince < 0)
            return;
        lock (_lock)
            _pauses.Record(TimeSpan.FromMilliseconds(at - _pausedSince));
        _pausedSince = -1;
    }

    private void Count(TraceEvent data)
    {
        if (data.EventName != "EventCounters" || data.PayloadValue(0) is not IDictionary<string, object> payload
            || payload["Payload"] is not IDictionary<string, object> counter || counter["Name"] is not "alloc-rate")
            return;
        lock (_lock)
            _allocated += Convert.ToDouble(counter["Increment"], System.Globalization.CultureInfo.InvariantCulture);
    }
}
