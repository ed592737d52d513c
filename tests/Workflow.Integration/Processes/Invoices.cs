namespace Workflow.Integration.Processes;

/// <summary>A small file as the shop's real ones are: orders, returns, gifts and mistakes.</summary>
internal static class Invoices
{
    public const int Valid = 7;

    public static readonly string[] All =
    [
        Invoice("536365", "\"17850\"", Line("85123A", 6, "2.55"), Line("71053", 6, "3.39")),
        Invoice("536366", "\"17850\"", Line("22633", 6, "1.855")),
        Invoice("536367", "null", Line("84879", 32, "1.69")),
        Invoice("536368", "\"13047\"", Line("22960", 1, "4.25"), Line("BANK CHARGES", 1, "15")),
        Invoice("536369", "\"13047\"", Line("21756", 3, "5.95"), Line("21756", 2, "5.95"), Line("21756", 1, "6.05")),
        Invoice("536370", "\"12583\"", Line("22728", 24, "3.75"), Line("POST", 3, "18"), Line("gift_0001", 1, "0.0")),
        Invoice("536371", "null", Line("22086", 80_995, "2.55")),
        Invoice("C536379", "\"14527\"", Line("D", -1, "27.5")),
        Invoice("C536383", "\"15311\"", Line("35004C", -1, "4.65"), Line("84879", 2, "1.69")),
        Invoice("536414", "null", Line("22139", 56, "0.0")),
        Invoice("536545", "null", Line("21134", 1, "0.0"), Line("22145", 2, "0")),
        Invoice("536589", "null", Line("21777", -10, "0.0")),
        Invoice("A563186", "null", Line("B", 1, "-11062.06")),
        Invoice("536999", "\"17850\""),
    ];

    // The first reason of each: the return C536383 also has a good line, the invoice 536589 also a total of 0.
    public static readonly Dictionary<string, int> RefusedBy = new()
    {
        ["quantity_out_of_range"] = 3,
        ["total_must_be_positive"] = 2,
        ["unit_price_out_of_range"] = 1,
        ["empty"] = 1,
    };

    private static string Invoice(string number, string customer, params string[] lines) =>
        $$"""{"invoice":"{{number}}","placedAt":"2010-12-01T08:26:00Z","customerId":{{customer}},"country":"United Kingdom","lines":[{{string.Join(',', lines)}}]}""";

    private static string Line(string sku, int quantity, string price) => $$"""{"sku":"{{sku}}","quantity":{{quantity}},"unitPrice":{{price}}}""";
}
