using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Workflow.Messaging.Clock;

/// <summary>
/// The machine's clock, off by a constant. For tests of what a wrong clock does: <c>Faults:ClockShiftSeconds</c>, positive
/// for a clock that is ahead; default 0.
/// </summary>
internal sealed class ShiftedTime(TimeSpan shift) : TimeProvider
{
    private const string Setting = "Faults:ClockShiftSeconds";
    private const double MostSeconds = 86_400 * 365;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;

    /// <summary>The clock of this machine, as the settings shift it.</summary>
    /// <exception cref="FormatException">The setting is no number, or more than a year.</exception>
    internal static TimeProvider Of(IConfiguration configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } text)
            return System;
        if (!double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) || !(Math.Abs(seconds) <= MostSeconds))
            throw new FormatException($"{Setting} is {text}; it must be a number of seconds from {-MostSeconds} to {MostSeconds}.");
        return seconds == 0 ? System : new ShiftedTime(TimeSpan.FromSeconds(seconds));
    }
}
