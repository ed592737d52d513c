using Workflow.Messaging.Inbox;

namespace Workflow.Tests.Messaging;

public sealed class RecentMessagesTests
{
    private const int Generation = 1_024;

    private readonly RecentMessages _recent = new(Generation);

    [Fact]
    public void Should_know_a_message_at_the_consumer_that_had_it_only()
    {
        var id = Guid.CreateVersion7();

        _recent.Add(id, "stock");

        Assert.True(_recent.Contains(id, "stock"));
        Assert.False(_recent.Contains(id, "payment"));
        Assert.False(_recent.Contains(Guid.CreateVersion7(), "stock"));
    }

    [Fact]
    public void Should_know_at_least_one_generation_and_at_most_two()
    {
        var ids = Enumerable.Range(0, 5 * Generation).Select(_ => Guid.CreateVersion7()).ToList();

        ids.ForEach(id => _recent.Add(id, "stock"));

        Assert.All(ids.TakeLast(Generation), id => Assert.True(_recent.Contains(id, "stock")));
        Assert.InRange(ids.Count(id => _recent.Contains(id, "stock")), Generation, 2 * Generation);
    }

    [Fact]
    public void Should_stay_bounded_when_many_add_at_once()
    {
        var ids = Enumerable.Range(0, 50 * Generation).Select(_ => Guid.CreateVersion7()).ToList();

        Parallel.ForEach(ids, id => _recent.Add(id, "stock"));

        // A generation may overshoot by the adds that were under way.
        Assert.InRange(ids.Count(id => _recent.Contains(id, "stock")), 0, (2 * Generation) + Environment.ProcessorCount);
    }
}
