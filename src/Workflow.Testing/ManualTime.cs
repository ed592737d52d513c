namespace Workflow.Testing;

/// <summary>Time that moves only when told to. It begins on 5 January 2026, 08:00 UTC.</summary>
public sealed class ManualTime : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).Ticks;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Moves to <paramref name="moment"/>; never back.</summary>
    public void MoveTo(DateTimeOffset moment)
    {
        if (moment > GetUtcNow())
            Interlocked.Exchange(ref _ticks, moment.UtcTicks);
    }
}
