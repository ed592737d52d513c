using System.Diagnostics;
using System.Globalization;

namespace Workflow.Messaging.Faults;

/// <summary>
/// Places where a test may have its own process killed, to show that no moment is a bad one. Off unless the environment
/// variable <c>Workflow__FaultPoint</c> names one, optionally with the visit that kills: <c>NAME:N</c>.
/// </summary>
internal static class FaultPoints
{
    internal const string RingBeforeCommit = "ring-before-commit";
    internal const string CommitBeforeAnswer = "commit-before-answer";
    internal const string EffectBeforeAck = "effect-before-ack";
    internal const string SendBeforeMark = "send-before-mark";
    internal const string MidRelay = "mid-relay";

    // Read once, so that an unset point costs one comparison that the compiler can see through.
    private static readonly string? Armed;
    private static int _visitsLeft;

    static FaultPoints()
    {
        var setting = Environment.GetEnvironmentVariable("Workflow__FaultPoint");
        if (string.IsNullOrEmpty(setting))
            return;
        var parts = setting.Split(':', 2);
        Armed = parts[0];
        _visitsLeft = parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
    }

    /// <summary>Ends the process without any clean-up when this point is armed and visited often enough.</summary>
    internal static void Visit(string point)
    {
        if (Armed is not null && Armed == point && Interlocked.Decrement(ref _visitsLeft) == 0)
            Process.GetCurrentProcess().Kill();
    }
}
