using System.Text.Json.Serialization;

namespace Workflow.Host.Admin.Orders;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(DeadLetterStateConverter)])]
[JsonSerializable(typeof(OrderPage))]
[JsonSerializable(typeof(OrderGroupList))]
[JsonSerializable(typeof(OrderCase))]
[JsonSerializable(typeof(OrderResendAnswer))]
[JsonSerializable(typeof(StateGraph))]
internal sealed partial class OrdersJson : JsonSerializerContext;

/// <summary>The states of dead letters as they are written elsewhere.</summary>
internal sealed class DeadLetterStateConverter()
    : JsonStringEnumConverter<Workflow.Messaging.DeadLetters.DeadLetterState>(System.Text.Json.JsonNamingPolicy.CamelCase);
