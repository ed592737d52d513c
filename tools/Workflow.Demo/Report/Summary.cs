using System.Globalization;

namespace Workflow.Demo.Report;

/// <summary>The result for a reader.</summary>
internal static class Summary
{
    public static void Write(TextWriter to, DemoResult result)
    {
        void Line(FormattableString text) => to.WriteLine(FormattableString.Invariant(text));

        Line($"");
        Line($"Orders");
        Line($"  submitted    {result.Submitted,8:N0}");
        Line($"  accepted     {result.Accepted,8:N0}   of these answered as known already: {result.Replayed:N0}");
        Line($"    completed  {result.Completed,8:N0}   stock reserved, paid, shipment arranged");
        Line($"    rejected   {result.Rejected,8:N0}   no stock, payment declined or no carrier: all earlier steps undone");
        Line($"    cancelled  {result.Cancelled,8:N0}   by the customer, all earlier steps undone");
        Line($"    suspended  {result.Suspended,8:N0}   wait for an operator");
        Line($"    unfinished {result.Unfinished,8:N0}");
        Line($"  refused      {result.Refused,8:N0}   never entered the workflow");
        foreach (var (code, count) in result.RefusedBy)
            Line($"    {count,8:N0}   {code}");
        if (result.Failed > 0)
            Line($"  failed       {result.Failed,8:N0}   got no proper answer");
        Line($"");
        Line($"Speed");
        Line($"  {result.Accepted:N0} orders in {result.Seconds:N1} s: {result.OrdersPerSecond:N1} orders/s from the first request to the last end");
        Line($"  request to 202        p50 {Ms(result.AcceptMsP50)}   p99 {Ms(result.AcceptMsP99)}");
        Line($"  request to the end    p50 {Ms(result.DoneMsP50)}   p99 {Ms(result.DoneMsP99)}");
        if (result.Waits > 0)
            Line($"  the client was asked to wait, or got no answer, {result.Waits:N0} times and came again");
        if (result.Hub is { } hub)
            HubSummary.Write(Line, hub, "read by kcat");
        WriteMeaning(Line, result);
    }

    private static void WriteMeaning(Action<FormattableString> line, DemoResult result)
    {
        line($"");
        line($"What you just saw");
        if (result.Replayed > 0 && result.Replayed == result.Accepted)
            line($"  Every accepted order was known from an earlier run: it got its first answer again, and nothing happened twice.");
        line($"  Each accepted order was on disk before its 202. Stock, payment and shipment ran as separate steps; where one said");
        line($"  no, or the customer cancelled, the steps before it were undone. A payment that was taken without an answer is asked");
        line($"  for by its key, never charged again.");
        line($"  verify then compared every order, stock item, payment and shipment with each other, and the payments with the");
        line($"  provider's own ledger: {(result.Violations == 0 ? "it found nothing wrong" : $"IT FOUND {result.Violations:N0} VIOLATIONS")}.");
    }

    private static string Ms(double? value) => value is { } ms ? string.Create(CultureInfo.InvariantCulture, $"{ms,9:N1} ms") : "        -   ";
}
