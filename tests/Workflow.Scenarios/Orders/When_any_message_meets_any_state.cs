using Workflow.Orchestrator.Orders;
using Workflow.Scenarios.Worlds;

namespace Workflow.Scenarios.Orders;

public abstract class When_any_message_meets_any_state<TWorld> : OrderScenario<TWorld>
    where TWorld : class, IOrderWorld, new()
{
    private static readonly OrderStateMachine Machine =
        new(Microsoft.Extensions.Options.Options.Create(new OrderOptions()), TimeProvider.System, new Random(1));

    [Theory]
    [MemberData(nameof(Situations.EachWithEachMessage), MemberType = typeof(Situations))]
    public async Task Should_change_it_with_one_event_or_be_ignored_for_a_reason(string situation, string type)
    {
        await Reach(situation);
        var (state, before) = (State, Everything());
        var message = Say.Of(type, Saga.Step ?? "stock", Saga.Attempt);
        await Deliver(message);
        var changed = before != Everything();
        Assert.Equal(before.History + (changed ? 1 : 0), World.History.Count);
        if (changed) Assert.Equal(message.MessageId, World.History[^1].CausationId);
        if (Machine.Ignored.ContainsKey((state, type))) Assert.False(changed);
    }
}
