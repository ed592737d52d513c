using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Workflow.Messaging;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Kafka.Hub;

namespace Workflow.Orchestrator.Intake.Kafka;

/// <summary>A record of the topic of orders, as it came.</summary>
internal sealed record OrderRecord(RecordPosition Position, Message<byte[], byte[]> Message)
{
    /// <summary>What it is called where messages have a type.</summary>
    internal const string Type = "order";

    private static readonly Guid Scope = new("6b1c7a52-6f0e-4b1d-9a55-0c2f6d1f4e11");

    /// <summary>The values of a header, whatever the case of its name.</summary>
    internal string[] HeaderValues(string name) =>
    [
        .. (Message.Headers ?? []).Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(Text),
    ];

    /// <summary>The dead letter of this record; read again, it has the same id.</summary>
    internal DeadMessage Died(string reason, string error) => new(
        HashedId.Of(Scope, Position.Key), null, $"kafka:{Position.Topic}", Type, Message.Value ?? [], HeadersOf(reason, error), reason, error, 1);

    /// <summary>The same for the topic of dead records.</summary>
    internal HubRow ToHub(DeadMessage dead) => new(HubKind.Dead, dead.MessageId, dead.MessageId, Type, dead.Body, dead.Headers);

    // Of headers of one name the last counts, as with Kafka's own clients.
    private string HeadersOf(string reason, string error)
    {
        Dictionary<string, string> headers = [];
        foreach (var header in Message.Headers ?? [])
            headers[header.Key] = Text(header);
        headers["dead-letter-reason"] = reason;
        headers["dead-letter-error"] = error;
        headers["dead-letter-topic"] = Position.Topic;
        headers["dead-letter-partition"] = $"{Position.Partition}";
        headers["dead-letter-offset"] = $"{Position.Offset}";
        if (Message.Key is not null)
            headers[HubRow.KeyHeader] = Convert.ToBase64String(Message.Key);
        return JsonSerializer.Serialize(headers);
    }

    private static string Text(IHeader header) => Encoding.UTF8.GetString(header.GetValueBytes() ?? []);
}
