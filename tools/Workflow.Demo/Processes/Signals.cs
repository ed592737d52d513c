using System.Runtime.InteropServices;
using Workflow.Tools;

namespace Workflow.Demo.Processes;

/// <summary>The first Ctrl-C (or SIGTERM) asks the run to end cleanly, the second ends the children at once.</summary>
internal sealed class Signals : IDisposable
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _force = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TimeProvider _time;
    private long _firstAt;

    public Signals(TimeProvider time)
    {
        _time = time;
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
        _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Receive))];
    }

    public CancellationToken Stop => _stop.Token;

    public CancellationToken Force => _force.Token;

    /// <summary>As shells count it: 128 and the signal's number.</summary>
    public int ExitCode { get; private set; } = 128 + Posix.Interrupt;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
        _force.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_stop.IsCancellationRequested)
        {
            // timeout(1) and scripts that pass a signal on send it twice at once: only a later one is meant.
            if (_time.GetElapsedTime(_firstAt) > Apart)
                _force.Cancel();
            return;
        }
        _firstAt = _time.GetTimestamp();
        ExitCode = 128 + (context.Signal is PosixSignal.SIGTERM ? Posix.Terminate : context.Signal is PosixSignal.SIGHUP ? 1 : Posix.Interrupt);
        _stop.Cancel();
    }
}
