using System.Text.Json.Nodes;
using Workflow.Tests.Contracts.Schema;

namespace Workflow.Tests.Contracts;

/// <summary>The documents that are checked in say what the types say.</summary>
public sealed class SchemaDocumentTests
{
    private static readonly ContractModel Model = ContractModel.Current;

    public static TheoryData<string> Names => [.. Model.Messages.Select(message => message.Name)];

    [Fact]
    public void Should_have_a_proto_of_today() => ContractFiles.AssertFresh(PathOf("workflow.proto"), ProtoDocument.Of(Model));

    [Fact]
    public void Should_have_an_AsyncAPI_of_today() =>
        ContractFiles.AssertFresh(PathOf("asyncapi.json"), ContractFiles.ToText(AsyncApiDocument.Of(Model, ContractFiles.Version)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_have_a_JSON_Schema_of_today(string name) =>
        ContractFiles.AssertFresh(PathOf(JsonSchemaDocument.FileOf(name)), ContractFiles.ToText(JsonSchemaDocument.Of(Model.Message(name), Model)));

    [Fact]
    public void Should_have_no_schema_of_a_message_that_is_gone() =>
        Assert.Empty(Directory.EnumerateFiles(PathOf("json")).Except(Model.Messages.Select(message => PathOf(JsonSchemaDocument.FileOf(message.Name)))));

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_accept_the_message_and_refuse_it_without_a_required_field(string name)
    {
        var schema = JsonSchemaDocument.Of(Model.Message(name), Model);
        var (full, least) = (MessageText.NodeOf(SampleMessages.Full(Model.Message(name).Type)), MessageText.NodeOf(SampleMessages.Least(Model.Message(name).Type)));

        Assert.Empty(SmallSchemaCheck.Errors(schema, full));
        Assert.Empty(SmallSchemaCheck.Errors(schema, least));
        Assert.All(full, field => Assert.NotNull(schema["properties"]![field.Key]));
        foreach (var required in Model.Message(name).Fields.Where(field => field.Required))
        {
            var without = full.DeepClone().AsObject();
            without.Remove(required.Name);
            Assert.NotEmpty(SmallSchemaCheck.Errors(schema, without));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_refuse_a_field_of_another_kind(string name)
    {
        var schema = JsonSchemaDocument.Of(Model.Message(name), Model);
        foreach (var field in Model.Message(name).Fields)
        {
            var wrong = MessageText.NodeOf(SampleMessages.Full(Model.Message(name).Type));
            wrong[field.Name] = true;
            Assert.NotEmpty(SmallSchemaCheck.Errors(schema, wrong));
        }
    }

    [Fact]
    public void Should_say_where_every_message_goes()
    {
        JsonNode document = AsyncApiDocument.Of(Model, ContractFiles.Version);
        var channels = document["channels"]!.AsObject();

        foreach (var message in Model.Messages)
        {
            var channel = channels.Single(one => one.Value!["messages"]!.AsObject().ContainsKey(message.Name));
            Assert.Equal(message.RoutingKey is null ? "queue" : "routingKey", (string?)channel.Value!["bindings"]!["amqp"]!["is"]);
            if (message.RoutingKey is { } key)
                Assert.Equal(key, (string?)channel.Value["address"]);
            Assert.Equal($"./{JsonSchemaDocument.FileOf(message.Name)}", (string?)document["components"]!["messages"]![message.Name]!["payload"]!["$ref"]);
        }
        Assert.Equal(
            ["order-saga", "payment", "payment-callbacks", "shipment", "stock"],
            channels.Where(channel => (string?)channel.Value!["bindings"]!["amqp"]!["is"] == "queue").Select(channel => channel.Key));
    }

    private static string PathOf(string file) => Path.GetFullPath(Path.Combine(ContractFiles.SchemaFolder, file));
}
