using MassTransit;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Transport;

/// <summary>Bodies as they come from a broker, in any form that the contracts have.</summary>
internal static class WireBodies
{
    /// <summary>
    /// Whether it is JSON as it stands, whatever its headers say: no binary form and no compression begins with a brace. That is the usual
    /// case, and it costs one comparison.
    /// </summary>
    internal static bool IsPlain(ReadOnlySpan<byte> body) => body is [(byte)'{', ..];

    /// <summary>Form and compression of what was received, as its headers say.</summary>
    internal static (string? ContentType, string? ContentEncoding) HeadersOf(ReceiveContext context)
    {
        // As a payload, because what failed comes in a context around the broker's own.
        var encoding = context.TryGetPayload(out RabbitMqBasicConsumeContext? broker) && broker.Properties.IsContentEncodingPresent()
            ? broker.Properties.ContentEncoding
            : context.TransportHeaders.Get<string>(ContractEncoding.EncodingHeader);
        return (context.ContentType?.MediaType, encoding);
    }

    /// <exception cref="UnreadableMessageException">It is not what its headers say.</exception>
    internal static OrderMessage Read(string wireName, ReadOnlySpan<byte> body, string? contentType, string? contentEncoding)
    {
        try
        {
            return ContractEncoding.Decode(wireName, body, contentType, contentEncoding);
        }
        catch (Exception error) when (error is ContractFormatException or NotSupportedException)
        {
            throw new UnreadableMessageException($"The body of a '{wireName}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The body as JSON, which is what is stored; as it came when it cannot be read.</summary>
    internal static byte[] AsJson(string wireName, byte[] body, string? contentType, string? contentEncoding)
    {
        if (IsPlain(body))
            return body;
        try
        {
            return MessageBodies.Serialize(Read(wireName, body, contentType, contentEncoding));
        }
        catch (UnreadableMessageException)
        {
            return body;
        }
    }
}
