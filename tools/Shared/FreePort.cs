using System.Net.NetworkInformation;

namespace Workflow.Tools;

internal static class FreePort
{
    private const int First = 20_000;
    private const int Behind = 32_000;
    private static readonly HashSet<int> Given = [];

    /// <summary>
    /// A port nobody listens at, below those that the system gives to clients: a server that is down for a while finds it
    /// free again. No port is given twice by one process.
    /// </summary>
    public static int Next()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        lock (Given)
        {
            int port;
            do
                port = Random.Shared.Next(First, Behind);
            while (taken.Contains(port) || !Given.Add(port));
            return port;
        }
    }
}
