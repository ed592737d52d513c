using Microsoft.Extensions.Options;

namespace Workflow.Orchestrator.Orders;

/// <summary>Refuses options out of range at start-up, naming the setting and its value.</summary>
internal sealed class OrderOptionsCheck : IValidateOptions<OrderOptions>
{
    public ValidateOptionsResult Validate(string? name, OrderOptions options)
    {
        string[] failures =
        [
            .. Step(nameof(options.Stock), options.Stock, options),
            .. Step(nameof(options.Payment), options.Payment, options),
            .. Step(nameof(options.Shipment), options.Shipment, options),
            .. Step(nameof(options.ShipmentCancellation), options.ShipmentCancellation, options),
            .. Step(nameof(options.Refund), options.Refund, options),
            .. Step(nameof(options.StockRelease), options.StockRelease, options),
            .. Retry("", new(options.RetryBaseSeconds, options.RetryCapSeconds, options.RetryJitter))
        ];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Step(string name, OrderStepOptions step, OrderOptions all) =>
    [
        .. Range($"{name}:{nameof(step.TimeoutSeconds)}", step.TimeoutSeconds, 1, 86_400),
        .. Range($"{name}:{nameof(step.Attempts)}", step.Attempts, 1, 1_000),
        .. HasOwnPolicy(step) ? Retry($"{name}:", all.RetryOf(step)) : []
    ];

    // What a step leaves out comes from the settings for all: the two together have to make sense.
    private static IEnumerable<string> Retry(string prefix, RetryPolicy policy) =>
    [
        .. Range(prefix + nameof(OrderOptions.RetryBaseSeconds), policy.BaseSeconds, 0.01, 3_600),
        .. Range(prefix + nameof(OrderOptions.RetryCapSeconds), policy.CapSeconds, policy.BaseSeconds, 86_400),
        .. Range(prefix + nameof(OrderOptions.RetryJitter), policy.Jitter, 0, 1)
    ];

    private static bool HasOwnPolicy(OrderStepOptions step) => step is not { RetryBaseSeconds: null, RetryCapSeconds: null, RetryJitter: null };

    private static IEnumerable<string> Range(string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            yield return $"{OrderOptions.Section}:{name} is {value}; it has to be {least} to {most}.";
    }
}
