using System.Security.Cryptography;

namespace Workflow.Demo.Hub;

/// <summary>A record of the topic of events, as a consumer reads it.</summary>
/// <param name="OrderId">Its key.</param>
/// <param name="EventId">By which a repeat is known.</param>
/// <param name="Type">Name and version.</param>
/// <param name="Partition">Where it stands.</param>
/// <param name="Hash">Of the value: a repeat says the same.</param>
internal readonly record struct ToldEvent(Guid OrderId, Guid EventId, string Type, int Partition, ulong Hash)
{
    public static ulong HashOf(ReadOnlySpan<byte> value) => BitConverter.ToUInt64(SHA256.HashData(value));
}
