namespace Workflow.Orchestrator.Intake;

/// <summary>The fields that a request may have, as flags: a set of them tells which have been seen.</summary>
[Flags]
internal enum OrderField
{
    None = 0,
    Reference = 1,
    CustomerId = 2,
    Country = 4,
    Currency = 8,
    BusinessType = 16,
    PlacedAt = 32,
    Lines = 64,
    IdempotencyKey = 128,
    Sku = 256,
    Quantity = 512,
    UnitPrice = 1024,
}

/// <summary>The names of the fields in JSON.</summary>
internal static class OrderFields
{
    /// <summary>The longest known name fits; a longer one is unknown without looking.</summary>
    public const int MaxNameBytes = 64;

    /// <summary>
    /// What the same few texts are given for, over and over. The others would drive these out of the cache, and be kept by it for long:
    /// what is old and points to what is young keeps it alive.
    /// </summary>
    public const OrderField Recurring = OrderField.Sku | OrderField.Country | OrderField.Currency | OrderField.BusinessType;

    private static readonly string[] OrderNames =
        ["reference", "customerId", "country", "currency", "businessType", "placedAt", "lines"];

    private static readonly string[] LineNames = ["sku", "quantity", "unitPrice"];

    public static OrderField OfOrder(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 when name.SequenceEqual("lines"u8) => OrderField.Lines,
        7 when name.SequenceEqual("country"u8) => OrderField.Country,
        8 when name.SequenceEqual("placedAt"u8) => OrderField.PlacedAt,
        8 when name.SequenceEqual("currency"u8) => OrderField.Currency,
        9 when name.SequenceEqual("reference"u8) => OrderField.Reference,
        10 when name.SequenceEqual("customerId"u8) => OrderField.CustomerId,
        12 when name.SequenceEqual("businessType"u8) => OrderField.BusinessType,
        14 when name.SequenceEqual("idempotencyKey"u8) => OrderField.IdempotencyKey,
        _ => OrderField.None,
    };

    public static OrderField OfLine(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 when name.SequenceEqual("sku"u8) => OrderField.Sku,
        8 when name.SequenceEqual("quantity"u8) => OrderField.Quantity,
        9 when name.SequenceEqual("unitPrice"u8) => OrderField.UnitPrice,
        _ => OrderField.None,
    };

    public static string NameOf(OrderField field) => field switch
    {
        OrderField.Reference => "reference",
        OrderField.CustomerId => "customerId",
        OrderField.Country => "country",
        OrderField.Currency => "currency",
        OrderField.BusinessType => "businessType",
        OrderField.PlacedAt => "placedAt",
        OrderField.Lines => "lines",
        OrderField.IdempotencyKey => "idempotencyKey",
        OrderField.Sku => "sku",
        OrderField.Quantity => "quantity",
        OrderField.UnitPrice => "unitPrice",
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
    };

    /// <summary>
    /// Words the refusal of an unknown name, with the known one that was probably meant; <paramref name="line"/> is the
    /// order line it stands in, or below 0.
    /// </summary>
    public static string UnknownMessage(string name, int line)
    {
        if (name == "idempotencyKey") return "Belongs into the header Idempotency-Key; only the lines of a batch carry it.";
        var known = line < 0 ? OrderNames : LineNames;
        var nearest = NearestName.Of(name, known);
        return nearest is null
            ? $"Unknown field. Known fields here: {string.Join(", ", known)}."
            : $"Unknown field. Did you mean {nearest}?";
    }
}
