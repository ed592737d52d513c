using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workflow.Contracts;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Payments;

/// <summary>What a payment gateway says of an order's payment.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="PayStatus"><c>SUCCESS</c>, <c>FAILED</c> or <c>PENDING</c>.</param>
/// <param name="Reference">The gateway's reference of the charge; at most 64 characters.</param>
/// <param name="Amount">The amount, from 0; only for people.</param>
internal sealed record PaymentCallbackBody(
    Guid OrderId, [property: JsonPropertyName("pay_status")] string PayStatus, string? Reference, decimal? Amount)
{
    private const int MaxReference = 64;
    private const decimal MaxAmount = 99_999_999_999_999.9999m;

    /// <summary>Reads a body and finds everything that is wrong with it. Other fields are the gateway's own business.</summary>
    internal static (PaymentCallbackBody? Body, IReadOnlyList<FieldError> Errors) Read(ReadOnlySequence<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement)
                : (null, [Malformed()]);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The reader tells of half a surrogate pair by the latter, and only when the text is taken out.
            return (null, [Malformed()]);
        }
    }

    private static (PaymentCallbackBody?, IReadOnlyList<FieldError>) Read(JsonElement root)
    {
        FieldError?[] errors =
        [
            Check(root, "orderId", element => element.ValueKind == JsonValueKind.String && element.TryGetGuid(out _), "Must be the order's id, a UUID."),
            CheckStatus(root),
            CheckReference(root),
            IsLeftOut(root, "amount") ? null : Check(root, "amount", IsAmount, $"Must be a number from 0 to {MaxAmount}."),
        ];
        if (errors.OfType<FieldError>().ToList() is { Count: > 0 } found)
            return (null, found);
        return (new PaymentCallbackBody(
            root.GetProperty("orderId").GetGuid(),
            root.GetProperty("pay_status").GetString()!,
            IsLeftOut(root, "reference") ? null : root.GetProperty("reference").GetString(),
            IsLeftOut(root, "amount") ? null : root.GetProperty("amount").GetDecimal()), []);
    }

    private static FieldError? CheckStatus(JsonElement root) =>
        Check(root, "pay_status", element => element.ValueKind == JsonValueKind.String, "Must be a text.")
        ?? (PayStatuses.All.Contains(root.GetProperty("pay_status").GetString())
            ? null
            : new FieldError("pay_status", FieldErrorCodes.UnknownValue, $"Must be one of {string.Join(", ", PayStatuses.All)}."));

    private static FieldError? CheckReference(JsonElement root)
    {
        if (IsLeftOut(root, "reference"))
            return null;
        return Check(root, "reference", IsReference, $"Must be a text of 1 to {MaxReference} characters without control characters.");
    }

    private static FieldError? Check(JsonElement root, string field, Func<JsonElement, bool> isGood, string rule)
    {
        if (IsLeftOut(root, field))
            return new FieldError(field, FieldErrorCodes.Missing, rule);
        return isGood(root.GetProperty(field)) ? null : new FieldError(field, FieldErrorCodes.InvalidFormat, rule);
    }

    private static bool IsLeftOut(JsonElement root, string field) =>
        !root.TryGetProperty(field, out var element) || element.ValueKind == JsonValueKind.Null;

    // U+0000 cannot be stored, and one such row would fail the commit of the batch it travels in.
    private static bool IsReference(JsonElement element) =>
        element.ValueKind == JsonValueKind.String
        && element.GetString() is { Length: >= 1 and <= MaxReference } text && !text.Any(char.IsControl);

    private static bool IsAmount(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out var amount) && amount is >= 0 and <= MaxAmount;

    private static FieldError Malformed() =>
        new("body", FieldErrorCodes.MalformedJson, "Expected {\"orderId\": \"...\", \"pay_status\": \"SUCCESS\", \"reference\": \"...\"}.");
}
