using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Workflow.Contracts;
using Workflow.Host.Admin;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.OperatorConsole.Actions;

/// <summary>Goods that arrive, booked by hand.</summary>
internal static class StockForms
{
    internal static void MapStockForms(this IEndpointRouteBuilder forms) =>
        forms.MapPost("/stock/receipts", ReceiveAsync).WithMetadata(new RequestSizeLimitAttribute(4 << 20));

    private static async Task<IResult> ReceiveAsync(HttpContext context, StockDesk desk)
    {
        var form = await ConsoleForm.ReadAsync(context);
        var call = form.Call();
        var receiptId = form.Needed("receiptId", StockReceiptEndpoint.MaxText);
        var lines = Lines(form.Raw("lines"), form.Errors);
        if (form.Errors.Count == 0)
            form.Errors.AddRange(StockReceiptEndpoint.Check(new StockReceiptBody(receiptId, [.. lines])));
        if (form.Errors.Count > 0)
            return ConsoleAnswers.Wrong(form.Errors);
        var isNew = await desk.ReceiveAsync(call, receiptId!, lines, context.RequestAborted);
        return ConsoleAnswers.Said("/console/stock", isNew ? "stock-done" : "stock-repeated");
    }

    /// <summary>One product a line: its SKU, and behind the last space the pieces.</summary>
    internal static List<ItemQuantity> Lines(string text, List<FieldError> errors)
    {
        List<ItemQuantity> lines = [];
        foreach (var (line, index) in text.Split('\n').Select((line, index) => (line.Trim(), index)).Where(line => line.Item1.Length > 0))
        {
            var space = line.LastIndexOfAny([' ', '\t']);
            if (space > 0 && int.TryParse(line.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var pieces))
                lines.Add(new ItemQuantity(line[..space].TrimEnd(), pieces));
            else if (errors.Count < 20)
                errors.Add(new FieldError("lines", FieldErrorCodes.InvalidFormat, $"Line {index + 1} must be a SKU, a space and the number of pieces."));
        }
        return lines;
    }
}
