using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
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
        if (!headers.TryGetHeader(TypeHeader, out var value) || value is not string name)
            throw new UnreadableMessageException($"The header '{TypeHeader}' is missing.");
        if (!ContractCatalog.TryGetTypeInfo(name, out var typeInfo))
            throw new UnreadableMessageException($"The message type '{name}' is unknown.");
        return Read(body.GetBytes(), name, typeInfo, received);
    }

    private static OrderMessage Read(byte[] body, string name, JsonTypeInfo typeInfo, ReceiveContext? received)
    {
        try
        {
            var message = WireBodies.IsPlain(body) || received is null
                ? (OrderMessage?)JsonSerializer.Deserialize(body, typeInfo)
                : ReadByHeaders(body, name, received);
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

    private static OrderMessage ReadByHeaders(byte[] body, string name, ReceiveContext received)
    {
        var (contentType, contentEncoding) = WireBodies.HeadersOf(received);
        return WireBodies.Read(name, body, contentType, contentEncoding);
    }
}
