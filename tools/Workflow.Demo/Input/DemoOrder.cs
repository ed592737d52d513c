namespace Workflow.Demo.Input;

/// <summary>An order as it will be sent: its body is made before the clock starts.</summary>
/// <param name="Key">The idempotency key; the same in every run on the same input.</param>
/// <param name="Body">JSON, UTF-8.</param>
/// <param name="Demand">What a valid order wants; null when the product must refuse it.</param>
internal sealed record DemoOrder(string Key, byte[] Body, IReadOnlyList<Wanted>? Demand);

internal readonly record struct Wanted(string Sku, long Quantity);
