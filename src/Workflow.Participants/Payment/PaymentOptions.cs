namespace Workflow.Participants.Payment;

/// <summary>How the payment gateway is reached. Section <c>Payment</c>.</summary>
public sealed class PaymentOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Payment";

    /// <summary>Base address of the gateway, http or https; default <c>http://127.0.0.1:5081</c>.</summary>
    public string GatewayUrl { get; set; } = "http://127.0.0.1:5081";

    /// <summary>
    /// Seconds that one call to the gateway may take before its outcome counts as unknown; 0.05 to 300; default 5.
    /// Keep it well below <c>Orders:Payment:TimeoutSeconds</c>, so that the saga hears of it.
    /// </summary>
    public double TimeoutSeconds { get; set; } = 5;

    /// <summary>Calls to the gateway at once; 1 to 1,024; default 64. Further ones wait.</summary>
    public int MaxConcurrentCalls { get; set; } = 64;
}
