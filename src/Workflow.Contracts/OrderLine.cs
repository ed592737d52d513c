using System.Text.Json.Serialization;

namespace Workflow.Contracts;

/// <summary>One line of an order. Several lines may name one SKU, also at different prices.</summary>
/// <param name="Sku">Stock keeping unit, compared exactly (case matters); 1 to 64 characters.</param>
/// <param name="Quantity">Pieces; 1 to 1,000,000.</param>
/// <param name="UnitPrice">Price of one piece in the order's currency; 0 or more, at most four decimals.</param>
[method: JsonConstructor]
public readonly record struct OrderLine(
    [property: FieldNumber(1)] string Sku,
    [property: FieldNumber(2)] int Quantity,
    [property: FieldNumber(3)] decimal UnitPrice);

/// <summary>What stock and shipment need of a line.</summary>
/// <param name="Sku">Stock keeping unit, compared exactly.</param>
/// <param name="Quantity">Pieces; 1 to 1,000,000.</param>
[method: JsonConstructor]
public readonly record struct ItemQuantity(
    [property: FieldNumber(1)] string Sku,
    [property: FieldNumber(2)] int Quantity);
