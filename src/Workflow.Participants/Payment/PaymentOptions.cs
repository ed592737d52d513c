namespace Workflow.Participants.Payment;

/// <summary>How the payment gateway is reached, and what it is asked again. Section <c>Payment</c>.</summary>
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

    /// <summary>
    /// Seconds that a payment may be open, or on its way back, before the gateway is asked about it without anybody's
    /// command; 1 to 86,400; default 60. Each further look comes after twice the time, an hour at most.
    /// </summary>
    public double ReconcileAfterSeconds { get; set; } = 60;

    /// <summary>
    /// Secret that signs <c>POST /payments/callbacks</c>, at least 16 characters; default none, and then every callback
    /// over HTTP is refused.
    /// </summary>
    public string? CallbackSecret { get; set; }
}
