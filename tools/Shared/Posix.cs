using System.Runtime.InteropServices;

namespace Workflow.Tools;

/// <summary>Signals by process id, as the kernel of Linux numbers them.</summary>
internal static partial class Posix
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int KillAtOnce = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    // A process that has just ended by itself is no error: the caller waits for its end anyway.
    public static void Send(int processId, int signal) => _ = Kill(processId, signal);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
