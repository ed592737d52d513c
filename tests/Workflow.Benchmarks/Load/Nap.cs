using System.Runtime.InteropServices;

namespace Workflow.Benchmarks.Load;

/// <summary>Sleeps less than a millisecond, which <see cref="Thread.Sleep(TimeSpan)"/> takes for none at all.</summary>
internal static partial class Nap
{
    public static void For(int microseconds) => _ = Sleep((uint)microseconds);

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);
}
