using Workflow.Messaging.Clock;

namespace Workflow.Tests.Messaging;

public sealed class DatabaseClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Machine _machine = new();
    private readonly DatabaseClock _clock;

    public DatabaseClockTests() => _clock = new DatabaseClock(_machine);

    [Fact]
    public void Should_show_the_machines_time_before_it_is_measured()
    {
        _machine.Wall = Start.AddHours(1);
        Assert.False(_clock.IsMeasured);
        Assert.Equal(Start.AddHours(1), _clock.GetUtcNow());
    }

    [Theory]
    [InlineData(-3_600)]
    [InlineData(0)]
    [InlineData(3_600)]
    public void Should_show_the_databases_time_whatever_the_machine_says(int seconds)
    {
        _machine.Wall = Start.AddSeconds(seconds);
        Measure(Start);
        Pass(7);
        _machine.Wall = Start.AddDays(1);
        Assert.Equal(Start.AddSeconds(7), _clock.GetUtcNow());
    }

    [Fact]
    public void Should_take_the_middle_of_the_round_trip()
    {
        var asked = _clock.GetTimestamp();
        Pass(0.2);
        _clock.Correct(Start, asked, _clock.GetTimestamp());
        Assert.Equal(Start.AddSeconds(0.1), _clock.GetUtcNow());
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(-0.5)]
    [InlineData(0.999)]
    [InlineData(-0.999)]
    public void Should_make_a_small_difference_good_little_by_little_and_never_go_back(double difference)
    {
        Measure(Start);
        Measure(Start.AddSeconds(difference));
        Assert.Equal(Start, _clock.GetUtcNow());
        for (var last = _clock.GetUtcNow(); _clock.GetElapsedTime(0) < TimeSpan.FromSeconds(20); last = _clock.GetUtcNow())
        {
            Pass(0.01);
            Assert.InRange((_clock.GetUtcNow() - last).TotalSeconds, 0.009 - 1e-6, 0.011 + 1e-6);
        }
        Assert.Equal(0, (Start.AddSeconds(difference) + _clock.GetElapsedTime(0) - _clock.GetUtcNow()).TotalSeconds, 6);
    }

    [Fact]
    public void Should_go_on_from_where_it_is_when_it_is_corrected_in_the_middle_of_a_correction()
    {
        Measure(Start);
        Measure(Start.AddSeconds(0.8));
        Pass(5);
        Assert.Equal(Start.AddSeconds(5.4), _clock.GetUtcNow());
        Measure(Start.AddSeconds(5));
        Assert.Equal(Start.AddSeconds(5.4), _clock.GetUtcNow());
        Pass(10);
        Assert.Equal(Start.AddSeconds(15), _clock.GetUtcNow());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(7_200)]
    [InlineData(-7_200)]
    public void Should_follow_at_once_when_the_databases_clock_was_set(int seconds)
    {
        Measure(Start);
        Measure(Start.AddSeconds(seconds));
        Assert.Equal(Start.AddSeconds(seconds), _clock.GetUtcNow());
    }

    [Fact]
    public void Should_not_believe_a_difference_that_the_round_trip_explains()
    {
        Measure(Start);
        var asked = _clock.GetTimestamp();
        Pass(4);
        // Two seconds either way: the database read its clock at once, or at the very end.
        _clock.Correct(Start, asked, _clock.GetTimestamp());
        Pass(20);
        Assert.Equal(Start.AddSeconds(24), _clock.GetUtcNow());
    }

    [Theory]
    [InlineData(3_600)]
    [InlineData(-0.5)]
    public void Should_shift_the_machines_clock_for_tests(double seconds)
    {
        var shifted = ShiftedTime.By(seconds);
        Assert.InRange((shifted.GetUtcNow() - TimeProvider.System.GetUtcNow()).TotalSeconds, seconds - 60, seconds + 0.01);
        Assert.InRange(shifted.GetElapsedTime(TimeProvider.System.GetTimestamp()).TotalSeconds, 0, 60);
    }

    [Fact]
    public void Should_leave_the_machines_clock_alone_otherwise() => Assert.Same(TimeProvider.System, ShiftedTime.By(0));

    private void Measure(DateTimeOffset utc) => _clock.Correct(utc, _clock.GetTimestamp(), _clock.GetTimestamp());

    private void Pass(double seconds) => _machine.Ticks += (long)(seconds * TimeSpan.TicksPerSecond);

    private sealed class Machine : TimeProvider
    {
        public DateTimeOffset Wall { get; set; }

        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => Ticks;
    }
}
