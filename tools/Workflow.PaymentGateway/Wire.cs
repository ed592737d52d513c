using System.Text.Json.Serialization;
using Workflow.PaymentGateway.Ledger;

namespace Workflow.PaymentGateway;

internal sealed record ChargeRequest(decimal? Amount, string? Currency);

/// <summary>What is told about a key; what does not apply is left out.</summary>
internal sealed record ChargeAnswer(string Key, string Status, string? Reference, decimal? Captured, decimal? Refunded, string? Reason);

internal sealed record LedgerRow(string Key, int Captures, decimal Captured, decimal Refunded, string Status);

internal sealed record Refusal(string Error);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FaultsChange(
    double? Declined, double? Unknown, double? Failing, double? Late, double? LateSeconds, bool? Outage, bool? Broken, bool? Hanging);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChargeRequest))]
[JsonSerializable(typeof(ChargeAnswer))]
[JsonSerializable(typeof(LedgerRow))]
[JsonSerializable(typeof(LedgerEntry))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(Faults))]
[JsonSerializable(typeof(FaultsChange))]
internal sealed partial class GatewayJson : JsonSerializerContext;
