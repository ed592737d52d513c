using System.Text.Json;
using Microsoft.Extensions.Options;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Transport;

/// <summary>
/// Gives a message the form that its destination gets. It leaves as JSON unless its destination wants something else, so
/// that whoever looks at a queue can read it.
/// </summary>
internal sealed class WireEncoder(IOptions<WireOptions> options)
{
    private readonly HashSet<string> _protobuf = Names(options.Value.Protobuf);
    private readonly HashSet<string> _compressed = Names(options.Value.Compressed);

    /// <summary>The other form; null for a message that leaves as the JSON that it is.</summary>
    internal EncodedContract? Encode(OutboxRow row)
    {
        // Nearly always so; then nothing may cost anything.
        if (_protobuf.Count == 0 && _compressed.Count == 0)
            return null;
        var form = Has(_protobuf, row.DestinationName) ? ContractForm.Protobuf : ContractForm.Json;
        var compression = Has(_compressed, row.DestinationName) ? options.Value.Compression : ContractCompression.None;
        if (form == ContractForm.Json && (compression == ContractCompression.None || row.Body.Length <= options.Value.CompressAboveBytes))
            return null;
        try
        {
            return ContractEncoding.Encode(row.Message ?? MessageBodies.Deserialize(row.MessageType, row.Body), new(form, compression, options.Value.CompressAboveBytes));
        }
        catch (Exception error) when (error is ContractFormatException or JsonException or NotSupportedException)
        {
            // JSON says everything, and its consumer says what is wrong with a body: a message must not be held up here.
            return null;
        }
    }

    private static bool Has(HashSet<string> names, string destination) => names.Contains(destination) || names.Contains(WireOptions.Everywhere);

    private static HashSet<string> Names(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
}
