using Workflow.Contracts;

namespace Workflow.Orchestrator.Orders;

/// <summary>How long the saga waits for each step and how often it tries. Configuration section <c>Orders</c>.</summary>
public sealed class OrderOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Orders";

    /// <summary>Reserve the goods; default 10 s, 3 attempts.</summary>
    public OrderStepOptions Stock { get; set; } = new() { TimeoutSeconds = 10, Attempts = 3 };

    /// <summary>Take the money; default 30 s, 3 attempts.</summary>
    public OrderStepOptions Payment { get; set; } = new() { TimeoutSeconds = 30, Attempts = 3 };

    /// <summary>Hand the parcel to a carrier; default 60 s, 3 attempts.</summary>
    public OrderStepOptions Shipment { get; set; } = new() { TimeoutSeconds = 60, Attempts = 3 };

    /// <summary>Call the shipment back; default 60 s, 10 attempts.</summary>
    public OrderStepOptions ShipmentCancellation { get; set; } = new() { TimeoutSeconds = 60, Attempts = 10 };

    /// <summary>Give the money back; default 30 s, 10 attempts.</summary>
    public OrderStepOptions Refund { get; set; } = new() { TimeoutSeconds = 30, Attempts = 10 };

    /// <summary>Put the goods back; default 10 s, 10 attempts.</summary>
    public OrderStepOptions StockRelease { get; set; } = new() { TimeoutSeconds = 10, Attempts = 10 };

    /// <summary>Wait before the second attempt, in seconds; doubles with each further one; 0.01 to 3,600, default 1.</summary>
    public double RetryBaseSeconds { get; set; } = 1;

    /// <summary>The longest wait between two attempts, in seconds; not below the base, at most 86,400, default 300.</summary>
    public double RetryCapSeconds { get; set; } = 300;

    /// <summary>Share of a wait that chance may take off, so that orders do not retry in step; 0 to 1, default 0.2.</summary>
    public double RetryJitter { get; set; } = 0.2;

    /// <summary>How long <paramref name="step"/> waits between two attempts: its own setting, or else the one for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is none of <see cref="OrderSteps"/>.</exception>
    public RetryPolicy RetryOf(string step) => RetryOf(For(step));

    internal RetryPolicy RetryOf(OrderStepOptions step) => new(
        step.RetryBaseSeconds ?? RetryBaseSeconds, step.RetryCapSeconds ?? RetryCapSeconds, step.RetryJitter ?? RetryJitter);

    /// <summary>The options of <paramref name="step"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is none of <see cref="OrderSteps"/>.</exception>
    public OrderStepOptions For(string step) => step switch
    {
        OrderSteps.Stock => Stock,
        OrderSteps.Payment => Payment,
        OrderSteps.Shipment => Shipment,
        OrderSteps.ShipmentCancellation => ShipmentCancellation,
        OrderSteps.Refund => Refund,
        OrderSteps.StockRelease => StockRelease,
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Not a step of the workflow.")
    };
}

/// <summary>Patience with one step.</summary>
public sealed class OrderStepOptions
{
    /// <summary>How long an attempt may take before it counts as failed, in seconds; 1 to 86,400.</summary>
    public int TimeoutSeconds { get; set; }

    /// <summary>Attempts before the order is suspended; 1 to 1,000.</summary>
    public int Attempts { get; set; }

    /// <summary>As <see cref="OrderOptions.RetryBaseSeconds"/>, for this step; null, the default, for the one of all steps.</summary>
    public double? RetryBaseSeconds { get; set; }

    /// <summary>As <see cref="OrderOptions.RetryCapSeconds"/>, for this step; null, the default, for the one of all steps.</summary>
    public double? RetryCapSeconds { get; set; }

    /// <summary>As <see cref="OrderOptions.RetryJitter"/>, for this step; null, the default, for the one of all steps.</summary>
    public double? RetryJitter { get; set; }
}

/// <summary>How attempts follow each other.</summary>
/// <param name="BaseSeconds">Wait before the second attempt, in seconds; doubles with each further one.</param>
/// <param name="CapSeconds">The longest wait, in seconds.</param>
/// <param name="Jitter">Share of a wait that chance may take off; 0 to 1.</param>
public sealed record RetryPolicy(double BaseSeconds, double CapSeconds, double Jitter);
