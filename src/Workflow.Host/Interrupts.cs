using System.Runtime.InteropServices;

namespace Workflow.Host;

/// <summary>Ctrl-C and SIGTERM end a verb in order, so that what it started is stopped.</summary>
internal static class Interrupts
{
    internal static IDisposable CancelOn(CancellationTokenSource stop)
    {
        var registrations = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        })).ToArray();
        return new Registrations(registrations);
    }

    private sealed class Registrations(PosixSignalRegistration[] registrations) : IDisposable
    {
        public void Dispose() => Array.ForEach(registrations, registration => registration.Dispose());
    }
}
