using System.Buffers;
using System.Text.Json;
using Workflow.Messaging;
using Workflow.Messaging.Kafka.Hub;

namespace Workflow.Orchestrator.Orders;

/// <summary>
/// The state of an order as the compacted topic has it: order id, state, version, since when it is in the state, and its reason when it
/// has one. Who reads it keeps the record with the highest version.
/// </summary>
internal static class OrderStateRecord
{
    internal const string Type = "order-state.v1";

    internal static HubRow Of(OrderState saga)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("orderId"u8, saga.CorrelationId);
            json.WriteString("state"u8, saga.CurrentState);
            json.WriteNumber("version"u8, saga.Version);
            json.WriteString("since"u8, saga.StateSince.UtcDateTime);
            if (saga.Reason is not null)
                json.WriteString("reason"u8, saga.Reason);
            json.WriteEndObject();
        }
        return new HubRow(HubKind.State, MessageIds.New(saga.StateSince), saga.CorrelationId, Type, buffer.WrittenSpan.ToArray());
    }
}
