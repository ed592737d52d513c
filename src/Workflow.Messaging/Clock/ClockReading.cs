namespace Workflow.Messaging.Clock;

/// <summary>What a clock says from one moment on, as a function of the time that has passed since.</summary>
/// <param name="Utc">The time at that moment.</param>
/// <param name="Slew">What the clock was found to be behind (ahead when negative), made good over <see cref="SlewTime"/>.</param>
internal sealed record ClockReading(DateTimeOffset Utc, TimeSpan Slew)
{
    /// <summary>
    /// How long a small correction takes. With <see cref="JumpFrom"/> it bounds how wrong the pace may be: a clock that
    /// is ahead goes slower, by a tenth at most, and never backwards.
    /// </summary>
    internal static readonly TimeSpan SlewTime = TimeSpan.FromSeconds(10);

    /// <summary>A difference that is no drift: the database's clock was set, or another database has taken over.</summary>
    internal static readonly TimeSpan JumpFrom = TimeSpan.FromSeconds(1);

    /// <summary>The time <paramref name="elapsed"/> after the reading.</summary>
    internal DateTimeOffset After(TimeSpan elapsed) =>
        Utc + elapsed + (elapsed < SlewTime ? Slew * (elapsed / SlewTime) : Slew);

    /// <summary>
    /// The reading that follows a measurement: <paramref name="measured"/> is the database's time, right to within
    /// <paramref name="uncertainty"/>, at the moment when this clock says <paramref name="shown"/>.
    /// </summary>
    internal static ClockReading Corrected(DateTimeOffset shown, DateTimeOffset measured, TimeSpan uncertainty)
    {
        var behind = measured - shown;
        if (behind.Duration() >= JumpFrom && behind.Duration() > uncertainty)
            return new ClockReading(measured, TimeSpan.Zero);
        // What the round trip alone can explain is no reason to touch the clock.
        var certain = behind.Duration() - uncertainty;
        return new ClockReading(shown, certain <= TimeSpan.Zero ? TimeSpan.Zero : behind < TimeSpan.Zero ? -certain : certain);
    }
}
