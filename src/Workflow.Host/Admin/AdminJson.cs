using System.Text.Json;
using System.Text.Json.Serialization;
using Workflow.Host.Admin.Orders;
using Workflow.Messaging.DeadLetters;

namespace Workflow.Host.Admin;

/// <summary>Serialization of dead letters and operators' actions. A field that nobody knows is refused: it could be a filter with a typing error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(StateConverter)])]
[JsonSerializable(typeof(DeadLetterPage))]
[JsonSerializable(typeof(DeadLetterGroups))]
[JsonSerializable(typeof(DeadLetterAnswer))]
[JsonSerializable(typeof(DeadLetterEditBody))]
[JsonSerializable(typeof(DeadLetterBulkBody))]
[JsonSerializable(typeof(DeadLetterBulkAnswer))]
[JsonSerializable(typeof(DeadLetterDone))]
[JsonSerializable(typeof(OperatorBody))]
[JsonSerializable(typeof(OperatorActionBody))]
[JsonSerializable(typeof(OperatorActionAnswer))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class AdminJson : JsonSerializerContext
{
    private sealed class StateConverter() : JsonStringEnumConverter<DeadLetterState>(JsonNamingPolicy.CamelCase);
}
