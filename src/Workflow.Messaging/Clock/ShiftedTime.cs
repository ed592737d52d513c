namespace Workflow.Messaging.Clock;

/// <summary>This machine's clock, wrong by a constant, for tests of what a wrong clock does.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private readonly TimeSpan _shift;

    private ShiftedTime(TimeSpan shift) => _shift = shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _shift;

    /// <summary>The clock of this machine, ahead by so many seconds; behind when they are negative.</summary>
    internal static TimeProvider By(double seconds) => seconds == 0 ? System : new ShiftedTime(TimeSpan.FromSeconds(seconds));
}
