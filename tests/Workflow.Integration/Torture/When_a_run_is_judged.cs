using Workflow.Torture.Judge;

namespace Workflow.Integration.Torture;

public sealed class When_a_run_is_judged
{
    private static readonly Guid One = Guid.CreateVersion7();
    private static readonly Guid Two = Guid.CreateVersion7();
    private static readonly Guid Three = Guid.CreateVersion7();

    [Fact]
    public void Should_find_nothing_when_every_promise_was_kept()
    {
        var judgement = Judgement.Of(Promises(("a", [One]), ("b", [Two]), ("c", [])), [new("a", One, "Completed"), new("b", Two, "Rejected")]);

        Assert.Equal(new Judgement(Acknowledged: 2, Lost: 0, Unexpected: 0, Duplicated: 0, Recovered: 0, Unfinished: 0), judgement);
    }

    [Fact]
    public void Should_find_an_order_that_was_promised_and_is_not_there() =>
        Assert.Equal(1, Judgement.Of(Promises(("a", [One]), ("b", [Two])), [new("a", One, "Completed")]).Lost);

    [Fact]
    public void Should_find_a_promised_order_that_is_another_now()
    {
        var judgement = Judgement.Of(Promises(("a", [One])), [new("a", Two, "Completed")]);

        Assert.Equal((1, 1), (judgement.Lost, judgement.Duplicated));
    }

    [Fact]
    public void Should_find_a_key_with_two_orders()
    {
        Assert.Equal(1, Judgement.Of(Promises(("a", [One])), [new("a", One, "Completed"), new("a", Two, "Completed")]).Duplicated);
        Assert.Equal(1, Judgement.Of(Promises(("a", [One, Two])), [new("a", One, "Completed")]).Duplicated);
    }

    [Fact]
    public void Should_find_orders_that_nobody_sent()
    {
        var judgement = Judgement.Of(Promises(("a", [One])), [new("a", One, "Completed"), new("b", Two, "Completed"), new(null, Three, "Completed")]);

        Assert.Equal(2, judgement.Unexpected);
    }

    [Fact]
    public void Should_count_what_was_done_although_nobody_was_told()
    {
        var judgement = Judgement.Of(Promises(("a", []), ("b", []), ("c", [])), [new("a", One, "Cancelled"), new("b", Two, "Paying")]);

        Assert.Equal((0, 1, 1, 0), (judgement.Acknowledged, judgement.Recovered, judgement.Unfinished, judgement.Lost));
    }

    [Theory]
    [InlineData("Completed", 0)]
    [InlineData("Rejected", 0)]
    [InlineData("Cancelled", 0)]
    [InlineData("Suspended", 1)]
    [InlineData("Reserving", 1)]
    [InlineData(null, 1)]
    public void Should_take_only_an_end_for_an_end(string? state, int unfinished) =>
        Assert.Equal(unfinished, Judgement.Of(Promises(("a", [One])), [new("a", One, state)]).Unfinished);

    [Fact]
    public void Should_want_each_poison_message_once_among_the_dead_letters_and_no_other()
    {
        Dictionary<Guid, int> sent = new() { [One] = 1, [Two] = 2 };

        Assert.True(DeadLetterJudgement.Of(sent, [One, Two]).IsGood);
        Assert.True(DeadLetterJudgement.Of(sent, [One, Two, Two]).IsGood);
        Assert.Equal(new DeadLetterJudgement(Injected: 2, Kept: 1, Missing: 1, Repeated: 0, Others: 0), DeadLetterJudgement.Of(sent, [Two]));
        Assert.Equal(new DeadLetterJudgement(Injected: 2, Kept: 2, Missing: 0, Repeated: 1, Others: 0), DeadLetterJudgement.Of(sent, [One, One, Two]));
        Assert.Equal(new DeadLetterJudgement(Injected: 2, Kept: 2, Missing: 0, Repeated: 0, Others: 1), DeadLetterJudgement.Of(sent, [One, Two, Three]));
    }

    private static Dictionary<string, IReadOnlyCollection<Guid>> Promises(params (string Key, Guid[] Ids)[] promises) =>
        promises.ToDictionary(promise => promise.Key, promise => (IReadOnlyCollection<Guid>)promise.Ids);
}
