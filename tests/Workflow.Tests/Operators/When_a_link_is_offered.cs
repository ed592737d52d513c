using Workflow.Host.Admin.Access;

namespace Workflow.Tests.Operators;

/// <summary>A sign-in link is good once, for ten minutes, and for the newest only.</summary>
public sealed class When_a_link_is_offered
{
    private readonly SetTime _time = new();
    private readonly SignInLinks _links;

    public When_a_link_is_offered() => _links = new SignInLinks(_time);

    [Fact]
    public void Should_be_good_until_the_tenth_minute_ends_and_not_longer()
    {
        var early = _links.Create();
        _time.Now += TimeSpan.FromMinutes(10);
        Assert.True(_links.Exchange(early));

        var late = _links.Create();
        _time.Now += TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(1);
        Assert.False(_links.Exchange(late));
    }

    [Fact]
    public void Should_be_good_once_however_many_come_with_it_at_once()
    {
        var token = _links.Create();
        var good = 0;
        Parallel.For(0, 64, _ =>
        {
            if (_links.Exchange(token))
                Interlocked.Increment(ref good);
        });
        Assert.Equal(1, good);
    }

    [Fact]
    public void Should_be_void_when_a_newer_one_is_offered()
    {
        var old = _links.Create();
        var fresh = _links.Create();
        Assert.NotEqual(old, fresh);
        Assert.False(_links.Exchange(old));
        Assert.True(_links.Exchange(fresh));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    public void Should_not_be_used_up_by_a_wrong_one(string wrong)
    {
        Assert.False(_links.Exchange(wrong));
        var token = _links.Create();
        Assert.False(_links.Exchange(wrong));
        Assert.True(_links.Exchange(token));
    }

    [Fact]
    public void Should_be_hard_to_guess() => Assert.True(_links.Create().Length >= 43);

    private sealed class SetTime : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
