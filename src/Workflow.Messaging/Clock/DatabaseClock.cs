namespace Workflow.Messaging.Clock;

/// <summary>
/// The database's clock: the one clock of all instances, however wrong that of their machines is. It is measured at
/// start and every few seconds and driven by the machine's monotonic clock in between, so that reading it costs nothing
/// and it goes on while the database is away.
/// </summary>
/// <remarks>
/// Between two measurements it never goes backwards. A measurement that differs by less than a second is made good
/// little by little; a greater difference means that the database's clock itself was set, and is followed
/// at once. Before the first measurement it shows the machine's own time; the host starts nothing before that.
/// </remarks>
/// <param name="local">The machine's clock: its monotonic part drives this one.</param>
public sealed class DatabaseClock(TimeProvider local) : TimeProvider
{
    private Reading? _reading;

    /// <inheritdoc/>
    public override long TimestampFrequency => local.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => local.LocalTimeZone;

    /// <summary>Whether the database's time is known.</summary>
    internal bool IsMeasured => Volatile.Read(ref _reading) is not null;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() =>
        Volatile.Read(ref _reading) is { } reading ? Show(reading, local.GetTimestamp()) : local.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => local.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        local.CreateTimer(callback, state, dueTime, period);

    /// <summary>
    /// Takes a measurement: the database said <paramref name="utc"/> at some moment between two timestamps of this clock.
    /// Called by one at a time. Returns by how much the clock was behind; zero for the first measurement.
    /// </summary>
    internal TimeSpan Correct(DateTimeOffset utc, long asked, long answered)
    {
        // The pace changes now, not at the moment of the measurement: what was shown since must not be taken back.
        var now = local.GetTimestamp();
        var uncertainty = GetElapsedTime(asked, answered) / 2;
        var measured = utc + uncertainty + GetElapsedTime(answered, now);
        var last = Volatile.Read(ref _reading);
        var shown = last is null ? measured : Show(last, now);
        Volatile.Write(ref _reading, new Reading(now, ClockReading.Corrected(shown, measured, uncertainty)));
        return measured - shown;
    }

    private DateTimeOffset Show(Reading reading, long timestamp) => reading.Clock.After(GetElapsedTime(reading.Timestamp, timestamp));

    private sealed record Reading(long Timestamp, ClockReading Clock);
}
