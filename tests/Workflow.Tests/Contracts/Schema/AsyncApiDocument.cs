using System.Text.Json.Nodes;

namespace Workflow.Tests.Contracts.Schema;

/// <summary>The AsyncAPI 3 document: who is told what, where, on RabbitMQ.</summary>
internal static class AsyncApiDocument
{
    private const string BindingVersion = "0.3.0";
    private const string Anyone = "anyone";

    internal static JsonObject Of(ContractModel model, string version)
    {
        var channels = model.Messages.GroupBy(ChannelOf).OrderBy(channel => channel.Key, StringComparer.Ordinal).ToList();
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["id"] = "urn:workflow:contracts",
            ["info"] = new JsonObject
            {
                ["title"] = "Workflow",
                ["version"] = version,
                ["description"] = "The messages of an order's workflow as they are on RabbitMQ. The operations are those of the workflow: what it receives, others send, and the other way round.",
            },
            ["defaultContentType"] = "application/json",
            ["channels"] = new JsonObject(channels.Select(channel => KeyValuePair.Create(channel.Key, (JsonNode?)Channel(channel.Key, [.. channel])))),
            ["operations"] = new JsonObject(channels.Select(channel => KeyValuePair.Create(OperationName(channel.Key), (JsonNode?)Operation(channel.Key, [.. channel])))),
            ["components"] = new JsonObject
            {
                ["messages"] = new JsonObject(model.Messages.Select(message => KeyValuePair.Create(message.Name, (JsonNode?)Message(message)))),
            },
        };
    }

    private static string ChannelOf(MessageModel message)
    {
        if (message.RoutingKey is { } key)
            return key;
        var (_, consumer) = ContractComments.PartiesOf(message.Type);
        Assert.NotEqual(Anyone, consumer);
        return message.Name.StartsWith("payment-callback.", StringComparison.Ordinal) ? "payment-callbacks" : consumer.Replace(' ', '-');
    }

    private static bool IsEvent(IEnumerable<MessageModel> messages) => messages.All(message => message.RoutingKey is not null);

    // Its own queue is where the workflow listens, and so is the one for callbacks.
    private static bool IsReceived(string channel) => channel is "order-saga" or "payment-callbacks";

    private static string OperationName(string channel) => (IsReceived(channel) ? "receive-" : "send-") + channel;

    private static JsonObject Channel(string name, IReadOnlyList<MessageModel> messages) => new()
    {
        ["address"] = name,
        ["messages"] = new JsonObject(messages.Select(message => KeyValuePair.Create(message.Name, (JsonNode?)Reference($"#/components/messages/{message.Name}")))),
        ["bindings"] = new JsonObject { ["amqp"] = IsEvent(messages) ? ExchangeBinding() : QueueBinding(name) },
    };

    private static JsonObject ExchangeBinding() => new()
    {
        ["is"] = "routingKey",
        ["exchange"] = new JsonObject { ["name"] = "orders", ["type"] = "topic", ["durable"] = true, ["autoDelete"] = false },
        ["bindingVersion"] = BindingVersion,
    };

    private static JsonObject QueueBinding(string queue) => new()
    {
        ["is"] = "queue",
        ["queue"] = new JsonObject { ["name"] = queue, ["durable"] = true, ["exclusive"] = false, ["autoDelete"] = false },
        ["bindingVersion"] = BindingVersion,
    };

    private static JsonObject Operation(string channel, IReadOnlyList<MessageModel> messages) => new()
    {
        ["action"] = IsReceived(channel) ? "receive" : "send",
        ["channel"] = Reference($"#/channels/{channel}"),
        ["messages"] = new JsonArray([.. messages.Select(message => (JsonNode)Reference($"#/channels/{channel}/messages/{message.Name}"))]),
    };

    private static JsonObject Message(MessageModel message)
    {
        var (sender, consumer) = ContractComments.PartiesOf(message.Type);
        return new JsonObject
        {
            ["name"] = message.Name,
            ["title"] = message.Name,
            ["summary"] = ContractComments.Of(message.Type),
            ["tags"] = new JsonArray(new JsonObject { ["name"] = $"sender: {sender}" }, new JsonObject { ["name"] = $"consumer: {consumer}" }),
            ["headers"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["message-type"] = new JsonObject { ["const"] = message.Name } },
                ["required"] = new JsonArray("message-type"),
            },
            ["payload"] = Reference($"./{JsonSchemaDocument.FileOf(message.Name)}"),
        };
    }

    private static JsonObject Reference(string to) => new() { ["$ref"] = to };
}
