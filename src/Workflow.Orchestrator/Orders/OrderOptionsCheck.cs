using Microsoft.Extensions.Options;

namespace Workflow.Orchestrator.Orders;

/// <summary>Refuses options out of range at start-up, naming the setting and its value.</summary>
internal sealed class OrderOptionsCheck : IValidateOptions<OrderOptions>
{
    public ValidateOptionsResult Validate(string? name, OrderOptions options)
    {
        string[] failures =
        [
            .. Step(nameof(options.Stock), options.Stock),
            .. Step(nameof(options.Payment), options.Payment),
            .. Step(nameof(options.Shipment), options.Shipment),
            .. Step(nameof(options.ShipmentCancellation), options.ShipmentCancellation),
            .. Step(nameof(options.Refund), options.Refund),
            .. Step(nameof(options.StockRelease), options.StockRelease),
            .. Range(nameof(options.RetryBaseSeconds), options.RetryBaseSeconds, 0.01, 3_600),
            .. Range(nameof(options.RetryCapSeconds), options.RetryCapSeconds, options.RetryBaseSeconds, 86_400),
            .. Range(nameof(options.RetryJitter), options.RetryJitter, 0, 1)
        ];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Step(string name, OrderStepOptions step) =>
    [
        .. Range($"{name}:{nameof(step.TimeoutSeconds)}", step.TimeoutSeconds, 1, 86_400),
        .. Range($"{name}:{nameof(step.Attempts)}", step.Attempts, 1, 1_000)
    ];

    private static IEnumerable<string> Range(string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            yield return $"{OrderOptions.Section}:{name} is {value}; it has to be {least} to {most}.";
    }
}
