using System.Net.Mime;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;
using Workflow.Contracts;

namespace Workflow.Messaging.Transport;

/// <summary>
/// The contracts' own JSON on the wire: the body is the message and nothing else, and a header carries its wire name.
/// MassTransit's envelope is left out: it costs about a kilobyte a message and names CLR types, which nobody else has.
/// What comes may also have one of the contracts' other forms; its headers say which.
/// </summary>
internal sealed class ContractSerializer : IMessageSerializer, IMessageDeserializer, ISerializerFactory
{
    internal const string TypeHeader = "message-type";

    internal static readonly ContentType JsonContentType = new("application/vnd.workflow+json");

    private static readonly ContractSerializer Instance = new();

    public ContentType ContentType => JsonContentType;

    public IMessageSerializer CreateSerializer() => Instance;

    public IMessageDeserializer CreateDeserializer() => Instance;

    public void Probe(ProbeContext context) => context.CreateScope("contracts").Add("contentType", JsonContentType.MediaType);

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class
    {
        context.Headers.Set(TypeHeader, Outbox.MessageBodies.WireNameOf(context.Message.GetType()));
        return new BytesMessageBody(Outbox.MessageBodies.Serialize(context.Message));
    }

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, receiveContext is LocalReceiveContext { Message: { } message }
            ? Wrap(message, receiveContext.TransportHeaders, receiveContext.InputAddress)
            : Wrap(Read(receiveContext.Body, receiveContext.TransportHeaders, receiveContext), receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        Wrap(Read(body, headers, null), headers, destinationAddress);

    private static ContractSerializerContext Wrap(OrderMessage message, Headers headers, Uri? destinationAddress) =>
        new(new RawMessageContext(headers, destinationAddress!, RawSerializerOptions.Default), message);

    private static OrderMessage Read(MessageBody body, Headers headers, ReceiveContext? received)
    {
        var bytes = body.GetBytes();
        return Read(
            headers.TryGetHeader(TypeHeader, out var type) ? type as string : null, bytes,
            received is null || WireBodies.IsPlain(bytes) ? default : WireBodies.HeadersOf(received));
    }

    /// <summary>The message in a body, as its headers say.</summary>
    /// <exception cref="UnreadableMessageException">It is none.</exception>
    internal static OrderMessage Read(string? name, byte[] body, (string? ContentType, string? ContentEncoding) form)
    {
        if (name is null)
            throw new UnreadableMessageException($"The header '{TypeHeader}' is missing.");
        if (!ContractCatalog.TryGetTypeInfo(name, out var typeInfo))
            throw new UnreadableMessageException($"The message type '{name}' is unknown.");
        try
        {
            var message = form is (null, null) || WireBodies.IsPlain(body)
                ? (OrderMessage?)JsonSerializer.Deserialize(body, typeInfo)
                : WireBodies.Read(name, body, form.ContentType, form.ContentEncoding);
            if (message is null)
                throw new UnreadableMessageException($"The body of a '{name}' is null.");
            if (string.IsNullOrEmpty(message.TraceId) || string.IsNullOrEmpty(message.BusinessType))
                throw new UnreadableMessageException($"A '{name}' came without trace id or business type.");
            return message;
        }
        catch (JsonException error)
        {
            throw new UnreadableMessageException($"The body of a '{name}' cannot be read: {error.Message}", error);
        }
    }
}
