namespace Workflow.Participants.Payment;

/// <summary>What a call to the gateway brought to light.</summary>
internal enum GatewayOutcome
{
    /// <summary>There was no need to call.</summary>
    NotAsked,

    /// <summary>The gateway does not know the key: nothing was taken under it.</summary>
    NotFound,

    Captured,

    Declined,

    /// <summary>The key is dead: whatever it had taken went back, and nothing can be taken under it.</summary>
    Reversed,

    /// <summary>The call failed, and as far as is known without effect.</summary>
    Failed,

    /// <summary>The call was sent and its outcome is not known.</summary>
    Unknown,
}

/// <summary>The outcome of a call, with what the gateway says of the key.</summary>
/// <param name="Outcome">What it means.</param>
/// <param name="Captured">What was taken under the key.</param>
/// <param name="Refunded">What of it went back.</param>
/// <param name="Reference">The gateway's own reference of the charge.</param>
/// <param name="Reason">Why it was declined, or what failed.</param>
internal sealed record GatewayAnswer(
    GatewayOutcome Outcome, decimal Captured = 0, decimal Refunded = 0, string? Reference = null, string? Reason = null)
{
    public static GatewayAnswer NotAsked { get; } = new(GatewayOutcome.NotAsked);

    public static GatewayAnswer Failed(string error) => new(GatewayOutcome.Failed, Reason: error);

    public static GatewayAnswer Unknown(string error) => new(GatewayOutcome.Unknown, Reason: error);
}
