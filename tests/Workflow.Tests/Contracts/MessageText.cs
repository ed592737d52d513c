using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Contracts;

namespace Workflow.Tests.Contracts;

/// <summary>Messages as JSON: the form in which tests compare them, because records with lists compare lists by reference.</summary>
internal static class MessageText
{
    internal static string NameOf(OrderMessage message) => ContractCatalog.TryGetWireName(message.GetType(), out var name) ? name : throw new NotSupportedException();

    internal static string Of(OrderMessage message) => JsonSerializer.Serialize(message, ContractJson.Default.GetTypeInfo(message.GetType())!);

    internal static JsonObject NodeOf(OrderMessage message) => JsonSerializer.SerializeToNode(message, ContractJson.Default.GetTypeInfo(message.GetType())!)!.AsObject();
}
