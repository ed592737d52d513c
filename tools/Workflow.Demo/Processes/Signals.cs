using System.Runtime.InteropServices;

namespace Workflow.Demo.Processes;

/// <summary>The first Ctrl-C (or SIGTERM) asks the run to end cleanly, the second ends the children at once.</summary>
internal sealed partial class Signals : IDisposable
{
    private const int SigInt = 2;
    private const int SigTerm = 15;
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
    public int ExitCode { get; private set; } = 128 + SigInt;

    public static void Terminate(int processId) => Send(processId, SigTerm);

    public static void Interrupt(int processId) => Send(processId, SigInt);

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
        ExitCode = 128 + (context.Signal is PosixSignal.SIGTERM ? SigTerm : context.Signal is PosixSignal.SIGHUP ? 1 : SigInt);
        _stop.Cancel();
    }

    // A process that has just ended by itself is no error: the caller waits for its end anyway.
    private static void Send(int processId, int signal) => _ = Kill(processId, signal);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
