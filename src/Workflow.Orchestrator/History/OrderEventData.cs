using System.Text.Json;
using System.Text.Json.Serialization;
using Workflow.Contracts;

namespace Workflow.Orchestrator.History;

/// <summary>What changed with one event, beyond the state; what an event does not set stands null and is not stored.</summary>
public sealed record OrderEventData
{
    /// <summary>The step the event tells of, one of <see cref="OrderSteps"/>.</summary>
    public string? Step { get; init; }

    /// <summary>The attempt the event tells of, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>Why the attempt failed.</summary>
    public string? Error { get; init; }

    /// <summary>When the next attempt starts, UTC.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Why the order ends, or why the operator acted.</summary>
    public string? Reason { get; init; }

    /// <summary>The terminal state that compensation leads to, once that is decided.</summary>
    public string? Outcome { get; init; }

    /// <summary>The gateway's reference of the charge, or the operator's.</summary>
    public string? PaymentReference { get; init; }

    /// <summary>The carrier's number of the parcel, or the operator's.</summary>
    public string? TrackingNumber { get; init; }

    /// <summary>The operator who acted.</summary>
    public string? Operator { get; init; }

    /// <summary>The operator's proof of what was done by hand.</summary>
    public string? Reference { get; init; }

    /// <summary>Compact JSON of <paramref name="data"/>; null for null.</summary>
    public static string? ToJson(OrderEventData? data) =>
        data is null ? null : JsonSerializer.Serialize(data, OrderEventJson.Default.OrderEventData);

    /// <summary>What <see cref="ToJson"/> wrote; null for null.</summary>
    /// <exception cref="JsonException">The text is not what <see cref="ToJson"/> writes.</exception>
    public static OrderEventData? FromJson(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, OrderEventJson.Default.OrderEventData);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderEventData))]
internal sealed partial class OrderEventJson : JsonSerializerContext;
