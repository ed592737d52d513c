using Workflow.Torture.Plan;

namespace Workflow.Integration.Torture;

[Collection(nameof(AloneOnTheMachine))]
public sealed class When_one_thing_breaks(FaultMatrix matrix) : IClassFixture<FaultMatrix>
{
    // A busy machine alone keeps clients waiting for some seconds.
    private const double NoticeableMs = 5_000;

    public static TheoryData<string> Faults => [.. FaultCatalogue.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Should_lose_nothing_and_come_to_rest(string fault)
    {
        var kind = FaultCatalogue.Find(fault)!;
        var (result, output) = await matrix.OfAsync(kind);

        Assert.SkipWhen(fault is FaultCatalogue.DiskFull && !result.GetProperty("happened").GetBoolean(), "Only root may mount a disk that can be full.");
        Assert.True(result.GetProperty("happened").GetBoolean(), $"{result}\n{output}");
        Assert.All(
            ["lost", "unexpected", "duplicated", "unfinished", "violations", "wrongAnswers", "wrongDeadLetters"],
            name => Assert.True(result.GetProperty(name).GetInt32() == 0, $"{name}: {result}\n{output}"));
        if (kind.NeedsKafka)
            Assert.True(result.GetProperty("hubWrong").GetInt32() == 0, $"{result}\n{output}");
        Assert.InRange(result.GetProperty("acknowledged").GetInt32(), 1, int.MaxValue);
    }

    /// <summary>One host of three, the broker, Kafka and the payment provider may each be away: orders are taken all the same.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Should_go_on_taking_orders_unless_it_is_the_database(string fault)
    {
        var kind = FaultCatalogue.Find(fault)!;
        Assert.SkipWhen(kind.Target is TargetKind.Database, "Without its database the product accepts nothing: a 202 is a promise on disk.");
        var (result, output) = await matrix.OfAsync(kind);

        Assert.True(result.GetProperty("longestUnavailableMs").GetDouble() < Math.Max(NoticeableMs, result.GetProperty("seconds").GetInt32() * 1000), $"{result}\n{output}");
    }
}
