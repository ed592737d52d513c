using System.Text;
using System.Text.Json.Nodes;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;

namespace Workflow.Browser.Cast;

/// <summary>A message that died: the first one of an accepted order, with a field missing.</summary>
internal sealed record DeadLetters(Guid LetterId, SubmitOrder Message)
{
    /// <summary>The message as it should have been.</summary>
    public string Mended => Encoding.UTF8.GetString(MessageBodies.Serialize(Message));

    /// <summary>Stores an order whose first message nobody can read.</summary>
    public static async Task<DeadLetters> StoreAsync(Shop shop)
    {
        var submit = new SubmitOrder
        {
            OrderId = Guid.CreateVersion7(),
            MessageId = Guid.CreateVersion7(),
            TraceId = Guid.NewGuid().ToString("N"),
            BusinessType = BusinessTypes.Normal,
            Reference = "broken-1",
            Currency = "GBP",
            Total = 5.1m,
            AcceptedAt = DateTimeOffset.UtcNow,
            Lines = [new OrderLine("85123A", 2, 2.55m)],
        };
        await shop.ReadAsync<int>(
            """
            INSERT INTO orders."order" (order_id, reference, currency, business_type, trace_id, total, accepted_at, lines)
            VALUES ($1, 'broken-1', 'GBP', 'NORMAL', $2, 5.1, now(), '[["85123A",2,2.55]]') RETURNING 1
            """,
            submit.OrderId, submit.TraceId);
        var body = JsonNode.Parse(MessageBodies.Serialize(submit))!.AsObject();
        body.Remove("traceId");
        var letter = await shop.ReadAsync<Guid>(
            """
            INSERT INTO messaging.dead_letter
                (dead_letter_id, message_id, order_id, destination, message_type, body, reason, error, attempts, first_at, last_at, fingerprint)
            VALUES (gen_random_uuid(), $1, $2, 'queue:order-saga', 'submit-order.v1', $3, 'unreadable', 'JsonException: JSON deserialization was missing required properties: traceId',
                1, now(), now(), 'a1b2c3d4e5f60718') RETURNING dead_letter_id
            """,
            submit.MessageId, submit.OrderId, Encoding.UTF8.GetBytes(body.ToJsonString()));
        return new DeadLetters(letter, submit);
    }
}
