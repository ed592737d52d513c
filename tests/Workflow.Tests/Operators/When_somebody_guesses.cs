using System.Net;
using Microsoft.Extensions.Options;
using Workflow.Host.Admin.Access;

namespace Workflow.Tests.Operators;

/// <summary>Guessing keys becomes slow, and typing errors do not lock anybody out for long.</summary>
public sealed class When_somebody_guesses
{
    private static readonly IPAddress Guesser = IPAddress.Parse("203.0.113.7");

    private readonly SetTime _time = new();
    private readonly GuessLimiter _limiter;

    public When_somebody_guesses() => _limiter = new GuessLimiter(Options.Create(new AdminOptions { LockoutFailures = 3, LockoutSeconds = 30 }), _time);

    [Fact]
    public void Should_wait_twice_as_long_each_time_and_a_quarter_of_an_hour_at_most()
    {
        double[] expected = [30, 60, 120, 240, 480, 900, 900];
        Assert.All(expected, seconds =>
        {
            Guess(Guesser, 2);
            Assert.Equal(TimeSpan.Zero, _limiter.WaitOf(Guesser));
            Guess(Guesser, 1);
            Assert.Equal(TimeSpan.FromSeconds(seconds), _limiter.WaitOf(Guesser));
            // A moment before the end it waits, at the end it may try.
            _time.Now += TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1);
            Assert.Equal(TimeSpan.FromTicks(1), _limiter.WaitOf(Guesser));
            _time.Now += TimeSpan.FromTicks(1);
            Assert.Equal(TimeSpan.Zero, _limiter.WaitOf(Guesser));
        });
    }

    [Fact]
    public void Should_let_nobody_else_wait()
    {
        Guess(Guesser, 3);
        Assert.Equal(TimeSpan.Zero, _limiter.WaitOf(IPAddress.Parse("203.0.113.8")));
        Assert.Equal(TimeSpan.Zero, _limiter.WaitOf(IPAddress.IPv6Loopback));
    }

    [Fact]
    public void Should_count_as_one_who_writes_the_address_otherwise_or_has_a_whole_network()
    {
        Guess(Guesser.MapToIPv6(), 3);
        Assert.NotEqual(TimeSpan.Zero, _limiter.WaitOf(Guesser));

        Guess(IPAddress.Parse("2001:db8:1:2::1"), 1);
        Guess(IPAddress.Parse("2001:db8:1:2::2"), 1);
        Guess(IPAddress.Parse("2001:db8:1:2:ffff::3"), 1);
        Assert.NotEqual(TimeSpan.Zero, _limiter.WaitOf(IPAddress.Parse("2001:db8:1:2::4")));
        Assert.Equal(TimeSpan.Zero, _limiter.WaitOf(IPAddress.Parse("2001:db8:1:3::4")));
    }

    [Fact]
    public void Should_forgive_typing_errors_once_the_key_is_right()
    {
        for (var day = 0; day < 5; day++)
        {
            Guess(Guesser, 2);
            _limiter.Right(Guesser);
            Assert.Equal(TimeSpan.Zero, _limiter.WaitOf(Guesser));
        }
        Assert.Equal(0, _limiter.Count);
    }

    [Fact]
    public void Should_forget_what_was_long_ago()
    {
        Guess(Guesser, 2);
        _time.Now += TimeSpan.FromMinutes(15);
        Guess(Guesser, 2);
        Assert.Equal(TimeSpan.Zero, _limiter.WaitOf(Guesser));
    }

    [Fact]
    public void Should_remember_a_limited_number_of_addresses_and_those_that_guessed_last()
    {
        for (var i = 0; i < GuessLimiter.MaxAddresses + 500; i++)
        {
            _time.Now += TimeSpan.FromMilliseconds(1);
            Guess(new IPAddress((long)i + 1), 1);
        }
        Guess(Guesser, 3);
        Assert.Equal(GuessLimiter.MaxAddresses, _limiter.Count);
        Assert.NotEqual(TimeSpan.Zero, _limiter.WaitOf(Guesser));
    }

    private void Guess(IPAddress from, int times)
    {
        for (var i = 0; i < times; i++)
            _limiter.Wrong(from);
    }

    private sealed class SetTime : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
