using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Workflow.Messaging.Kafka;

/// <summary>Gives the Kafka client the system's librdkafka, whose name there is not the one that the client asks for.</summary>
internal static class KafkaLibrary
{
    private static readonly string[] Names = ["librdkafka.so.1", "librdkafka.so", "librdkafka.1.dylib", "librdkafka"];
    private static readonly Lazy<nint> Native = new(Find);

    /// <summary>Has the library loaded, however often it is called.</summary>
    /// <exception cref="DllNotFoundException">It is not installed; the message names the package.</exception>
    internal static void Load()
    {
        if (Native.Value == 0)
            throw new DllNotFoundException(
                "Kafka:BootstrapServers is set, but the library librdkafka (1.9 or later) is not installed. On Debian and Ubuntu: apt-get install librdkafka1.");
    }

    private static nint Find()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var handle))
            {
                NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, (wanted, _, _) => IsOurs(wanted) ? handle : 0);
                return handle;
            }
        }
        return 0;
    }

    private static bool IsOurs(string wanted) => wanted.Contains("librdkafka", StringComparison.Ordinal);
}
