using System.Text.Json.Serialization;

namespace Workflow.Participants.Payment;

/// <summary>Body of a charge.</summary>
internal sealed record ChargeBody(decimal Amount, string Currency);

/// <summary>Body of every answer that names a key.</summary>
internal sealed record ChargeState
{
    public string? Status { get; init; }

    public decimal? Captured { get; init; }

    public decimal? Refunded { get; init; }

    public string? Reference { get; init; }

    public string? Reason { get; init; }
}

/// <summary>The gateway's JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(ChargeBody))]
[JsonSerializable(typeof(ChargeState))]
internal sealed partial class GatewayJson : JsonSerializerContext;
