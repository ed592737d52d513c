using System.Text.Json.Serialization;
using Workflow.Contracts;
using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary><c>POST /stock/receipts</c>: goods arrive on stock. The same receipt again changes nothing.</summary>
internal static class StockReceiptEndpoint
{
    internal const int MaxText = 64;

    private const int MaxLines = 10_000;
    private const int MaxQuantity = 1_000_000_000;
    private const string TextRule = "Must have 1 to 64 characters and no control characters.";

    private static readonly AdminBodyRule<StockReceiptBody> Rule = new(
        StockReceiptJson.Default.StockReceiptBody,
        "{\"receiptId\": \"...\", \"lines\": [{\"sku\": \"...\", \"quantity\": 1}]}",
        Check,
        MaxBytes: 4 << 20);

    internal static void MapStockReceipts(this IEndpointRouteBuilder app) =>
        app.MapPost("/stock/receipts", (HttpContext context, StockDesk desk) => PostAsync(context, desk))
            .For(AdminRoles.Admin, StockDesk.Action).AddEndpointFilter(CookieGuard.FilterAsync)
            .WithTags("Stock").WithName("ReceiveStock").WithSummary("Goods arrive on stock; the same receipt again changes nothing.")
            .Accepts<StockReceiptBody>("application/json").Produces<StockReceiptAnswer>(200)
            .ProducesProblems(400, 401, 403, 413, 415, 429, 503);

    private static async Task PostAsync(HttpContext context, StockDesk desk)
    {
        if (await AdminBody.ReadAsync(context, Rule) is not { } body)
            return;
        ItemQuantity[] lines = [.. body.Lines!.Select(line => line!.Value)];
        var applied = await desk.ReceiveAsync(AdminCall.Of(context, null, null), body.ReceiptId!, lines, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new StockReceiptAnswer(body.ReceiptId!, applied), StockReceiptJson.Default.StockReceiptAnswer, cancellationToken: context.RequestAborted);
    }

    // U+0000 cannot be stored, and one such row would fail the commit of the batch it travels in.
    private static bool IsText(string? text) => text is { Length: >= 1 and <= MaxText } && !text.Any(char.IsControl);

    /// <summary>What is wrong with goods that are said to have arrived.</summary>
    internal static List<FieldError> Check(StockReceiptBody? body)
    {
        List<FieldError> errors = [];
        if (!IsText(body?.ReceiptId))
            errors.Add(new FieldError("receiptId", FieldErrorCodes.InvalidFormat, TextRule));
        if (body?.Lines is not { Count: >= 1 and <= MaxLines } lines)
        {
            errors.Add(new FieldError("lines", FieldErrorCodes.InvalidFormat, $"Must have 1 to {MaxLines} lines."));
            return errors;
        }
        for (var i = 0; i < lines.Count && errors.Count < 100; i++)
        {
            if (!IsText(lines[i]?.Sku))
                errors.Add(new FieldError($"lines[{i}].sku", FieldErrorCodes.InvalidFormat, TextRule));
            if (lines[i]?.Quantity is not (>= 1 and <= MaxQuantity))
                errors.Add(new FieldError($"lines[{i}].quantity", FieldErrorCodes.QuantityOutOfRange, $"Must be 1 to {MaxQuantity}."));
        }
        return errors;
    }
}

/// <summary>Goods that arrive.</summary>
/// <param name="ReceiptId">The warehouse's own id of the delivery, by which a repeat is recognised; 1 to 64 characters.</param>
/// <param name="Lines">1 to 10,000 lines; quantities 1 to 1,000,000,000.</param>
internal sealed record StockReceiptBody(string? ReceiptId, IReadOnlyList<ItemQuantity?>? Lines);

/// <summary>What became of them.</summary>
/// <param name="ReceiptId">As sent.</param>
/// <param name="Applied">False when this receipt had been booked before.</param>
internal sealed record StockReceiptAnswer(string ReceiptId, bool Applied);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StockReceiptBody))]
[JsonSerializable(typeof(StockReceiptAnswer))]
internal sealed partial class StockReceiptJson : JsonSerializerContext;
