using Workflow.Messaging;
using Workflow.Messaging.Inbox;

namespace Workflow.Tests.Messaging;

public sealed class MessageDayTests
{
    private static readonly DateOnly Today = new(2026, 3, 1);

    [Theory]
    [InlineData("2026-03-01T00:00:00.000Z", "2026-03-01")]
    [InlineData("2026-03-01T23:59:59.999Z", "2026-03-01")]
    [InlineData("2026-02-28T23:59:59.999Z", "2026-02-28")]
    [InlineData("2026-03-02T00:00:00.000Z", "2026-03-02")]
    [InlineData("2026-02-22T12:00:00.000Z", "2026-02-22")]
    [InlineData("2026-03-08T12:00:00.000Z", "2026-03-08")]
    public void Should_be_the_day_inside_the_id(string time, string day) =>
        Assert.Equal(DateOnly.Parse(day), MessageDay.Of(MessageIds.New(DateTimeOffset.Parse(time)), Today));

    [Theory]
    [InlineData("2026-02-21T23:59:59.999Z")]
    [InlineData("2026-03-09T00:00:00.000Z")]
    [InlineData("1970-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    public void Should_be_today_for_an_id_from_further_away_than_the_inbox_remembers(string time) =>
        Assert.Equal(Today, MessageDay.Of(MessageIds.New(DateTimeOffset.Parse(time)), Today));

    [Fact]
    public void Should_be_today_for_an_id_from_beyond_the_calendar() =>
        Assert.Equal(Today, MessageDay.Of(Guid.Parse("ffffffff-ffff-7fff-bfff-ffffffffffff"), Today));

    [Fact]
    public void Should_be_today_for_an_id_without_a_time() => Assert.Equal(Today, MessageDay.Of(Guid.NewGuid(), Today));

    [Fact]
    public void Should_stay_the_same_when_the_message_comes_again_on_another_day()
    {
        var id = MessageIds.New(new DateTimeOffset(2026, 3, 1, 23, 59, 59, TimeSpan.Zero));

        Assert.All(Enumerable.Range(0, InboxRetention.Days + 1), days => Assert.Equal(Today, MessageDay.Of(id, Today.AddDays(days))));
    }
}
