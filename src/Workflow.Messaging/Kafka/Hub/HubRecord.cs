using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Telemetry;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.Kafka.Hub;

/// <summary>A row as a record of Kafka: CloudEvents 1.0 in binary mode, so that the value is the message and all else stands in headers.</summary>
internal static class HubRecord
{
    /// <summary>Who tells the events.</summary>
    internal const string Source = "/workflow/orders";

    internal static Message<byte[], byte[]> Of(HubRow row) => row.Kind switch
    {
        HubKind.Event => Event(row),
        HubKind.State => new() { Key = KeyOf(row), Value = row.Body, Headers = Headers(("content-type", "application/json")) },
        _ => Dead(row),
    };

    internal static string TopicOf(HubKind kind, KafkaOptions options) => kind switch
    {
        HubKind.Event => options.EventsTopic,
        HubKind.State => options.StateTopic,
        _ => options.DeadTopic,
    };

    private static Message<byte[], byte[]> Event(HubRow row)
    {
        var facts = EventFacts.Of(row.Body);
        var headers = Headers(
            ("ce_specversion", "1.0"), ("ce_id", row.EventId.ToString()), ("ce_type", row.MessageType), ("ce_source", Source),
            ("ce_subject", row.OrderId.ToString()),
            ("ce_time", (facts.OccurredAt ?? row.CreatedAt).UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
            ("content-type", ContractSerializer.JsonContentType.MediaType));
        Add(headers, "ce_businesstype", facts.BusinessType);
        Add(headers, "ce_traceid", facts.TraceId);
        if (row.Headers is not null)
            Add(headers, Tracing.ParentHeader, OutboxRow.HeadersOf(row.Headers).GetValueOrDefault(Tracing.ParentHeader));
        return new() { Key = KeyOf(row), Value = row.Body, Headers = headers };
    }

    // Key and headers are those that it came with; why it is dead stands beside them.
    private static Message<byte[], byte[]> Dead(HubRow row)
    {
        var stored = row.Headers is null ? [] : OutboxRow.HeadersOf(row.Headers);
        stored.Remove(HubRow.KeyHeader, out var key);
        var headers = Headers(("dead-letter-id", row.EventId.ToString()));
        foreach (var (name, value) in stored)
            Add(headers, name, value);
        return new() { Key = key is null ? null! : Convert.FromBase64String(key), Value = row.Body, Headers = headers };
    }

    private static byte[] KeyOf(HubRow row) => Encoding.ASCII.GetBytes(row.OrderId.ToString());

    private static Headers Headers(params ReadOnlySpan<(string Name, string Value)> pairs)
    {
        var headers = new Headers();
        foreach (var (name, value) in pairs)
            Add(headers, name, value);
        return headers;
    }

    private static void Add(Headers headers, string name, string? value)
    {
        if (value is not null)
            headers.Add(name, Encoding.UTF8.GetBytes(value));
    }
}

/// <summary>What a header says that stands in the message itself.</summary>
internal readonly record struct EventFacts(string? TraceId, string? BusinessType, DateTimeOffset? OccurredAt)
{
    /// <summary>Reads them in one pass; what is absent is null.</summary>
    internal static EventFacts Of(ReadOnlySpan<byte> body)
    {
        var (traceId, businessType, occurredAt) = ((string?)null, (string?)null, (DateTimeOffset?)null);
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader is not { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                continue;
            if (reader.ValueTextEquals("traceId"u8) && reader.Read())
                traceId = reader.GetString();
            else if (reader.ValueTextEquals("businessType"u8) && reader.Read())
                businessType = reader.GetString();
            else if (reader.ValueTextEquals("occurredAt"u8) && reader.Read())
                occurredAt = reader.GetDateTimeOffset();
        }
        return new(traceId, businessType, occurredAt);
    }
}
