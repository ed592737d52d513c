using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Workflow.Benchmarks.Load;

/// <summary>
/// Tells which of many sockets have something to read, in one call for all. .NET's own asynchronous sockets cost a thread
/// switch and a task for each answer, on the cores that the measured one needs.
/// </summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    private const int Readable = 1;
    private const int AddSocket = 1;
    private const int Most = 256;

    // The kernel packs its structure on x64 only.
    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture is Architecture.X64;
    private static readonly int Size = IsPacked ? 12 : 16;
    private static readonly int DataAt = IsPacked ? 4 : 8;

    private readonly int _descriptor = Create(0);
    private readonly byte[] _events = new byte[Most * 16];

    /// <param name="socket">Stays registered until it is closed.</param>
    /// <param name="number">What waiting calls it.</param>
    public void Add(Socket socket, int number)
    {
        var description = stackalloc byte[16];
        *(int*)description = Readable;
        *(long*)(description + DataAt) = number;
        if (Control(_descriptor, AddSocket, (int)socket.Handle, description) != 0)
            throw new IOException($"epoll_ctl: error {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Fills in the numbers of sockets that can be read; how many these are.</summary>
    public int Wait(Span<int> numbers, int milliseconds)
    {
        fixed (byte* events = _events)
        {
            var count = Wait(_descriptor, events, Math.Min(Most, numbers.Length), milliseconds);
            for (var i = 0; i < count; i++)
                numbers[i] = (int)*(long*)(events + i * Size + DataAt);
            return Math.Max(count, 0);
        }
    }

    public void Dispose() => _ = Close(_descriptor);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int descriptor, int operation, int socket, byte* description);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int descriptor, byte* events, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
