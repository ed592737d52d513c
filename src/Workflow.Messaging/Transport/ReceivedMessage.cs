using System.Globalization;
using System.Text.Json;
using MassTransit;

namespace Workflow.Messaging.Transport;

/// <summary>A message as a broker delivered it, readable or not.</summary>
/// <param name="MessageId">Its id; a new one when it has none.</param>
/// <param name="OrderId">Its order; null when that cannot be told.</param>
/// <param name="Queue">Where it was consumed.</param>
/// <param name="MessageType">Wire name as the message says; empty when it says nothing.</param>
/// <param name="Body">The body as JSON, or as it came when it cannot be read.</param>
/// <param name="Headers">The sender's headers as JSON; null when there are none.</param>
/// <param name="Attempts">How often it failed before.</param>
internal sealed record ReceivedMessage(
    Guid MessageId, Guid? OrderId, string Queue, string MessageType, byte[] Body, string? Headers, int Attempts)
{
    /// <summary>Header that carries how often a message failed before, when it did.</summary>
    internal const string AttemptsHeader = "workflow-attempts";

    private static readonly HashSet<string> NotTheSenders = new(StringComparer.OrdinalIgnoreCase)
    {
        ContractSerializer.TypeHeader, AttemptsHeader, nameof(MessageHeaders.MessageId), nameof(MessageHeaders.CorrelationId), "x-delivery-count",
        Workflow.Contracts.ContractEncoding.EncodingHeader,
    };

    internal static ReceivedMessage From(ReceiveContext context)
    {
        var headers = context.TransportHeaders;
        var (contentType, contentEncoding) = WireBodies.HeadersOf(context);
        var body = WireBodies.AsJson(headers.Get<string>(ContractSerializer.TypeHeader) ?? "", context.Body.GetBytes(), contentType, contentEncoding);
        return new ReceivedMessage(
            context.GetMessageId() ?? Guid.CreateVersion7(),
            OrderIdOf(headers.Get<string>(MessageHeaders.CorrelationId), body),
            context.InputAddress.Segments[^1],
            headers.Get<string>(ContractSerializer.TypeHeader) ?? "",
            body,
            HeadersOf(headers.GetAll().Select(header => KeyValuePair.Create(header.Key, (object?)header.Value))),
            AttemptsOf(headers.TryGetHeader(AttemptsHeader, out var attempts) ? attempts : null));
    }

    internal static int AttemptsOf(object? header) =>
        int.TryParse(Convert.ToString(header, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var attempts) && attempts > 0 ? attempts : 0;

    internal static string? HeadersOf(IEnumerable<KeyValuePair<string, object?>> headers)
    {
        var kept = headers.Where(header => header.Value is string && !NotTheSenders.Contains(header.Key) && !header.Key.StartsWith("RabbitMQ-", StringComparison.Ordinal))
            .ToDictionary(header => header.Key, header => (string)header.Value!);
        return kept.Count == 0 ? null : JsonSerializer.Serialize(kept);
    }

    /// <summary>The order id that the sender gave, or the one in the body.</summary>
    internal static Guid? OrderIdOf(string? correlationId, byte[] body)
    {
        if (Guid.TryParse(correlationId, CultureInfo.InvariantCulture, out var given))
            return given;
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("orderId", out var id)
                && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var read) ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
