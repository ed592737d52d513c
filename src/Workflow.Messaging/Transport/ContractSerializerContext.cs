using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Serialization;
using Workflow.Contracts;

namespace Workflow.Messaging.Transport;

/// <summary>One received contract; its type is exactly what its wire name says.</summary>
internal sealed class ContractSerializerContext(MessageContext context, OrderMessage? message)
    : BaseSerializerContext(SystemTextJsonMessageSerializer.Instance, context, message is null ? [] : [MessageUrn.ForTypeString(message.GetType())])
{
    /// <summary>What a message that was never serialized has: it only says how to serialize others.</summary>
    internal static readonly ContractSerializerContext OfNothing =
        new(new RawMessageContext(new DictionarySendHeaders(), null!, RawSerializerOptions.Default), null);

    public override bool TryGetMessage<T>(out T? result)
        where T : class
    {
        result = message as T;
        return result is not null;
    }

    public override bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? result)
    {
        result = messageType.IsInstanceOfType(message) ? message : null;
        return result is not null;
    }

    public override bool IsSupportedMessageType<T>() => message is T;

    public override bool IsSupportedMessageType(Type messageType) => messageType.IsInstanceOfType(message);

    public override IMessageSerializer GetMessageSerializer() => new ContractSerializer();

    public override IMessageSerializer GetMessageSerializer<T>(MessageEnvelope envelope, T overlay) => new ContractSerializer();

    public override IMessageSerializer GetMessageSerializer(object payload, string[] messageTypes) => new ContractSerializer();

    public override Dictionary<string, object> ToDictionary<T>(T? value)
        where T : class =>
        throw new NotSupportedException("Contracts are typed; a dictionary of one is not supported.");
}
