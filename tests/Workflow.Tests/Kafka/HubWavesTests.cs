using Workflow.Messaging.Kafka.Hub;

namespace Workflow.Tests.Kafka;

public sealed class HubWavesTests
{
    private static readonly Guid A = new("019a8d7e-0000-7000-8000-00000000000a");
    private static readonly Guid B = new("019a8d7e-0000-7000-8000-00000000000b");

    [Fact]
    public void Should_never_have_two_events_of_an_order_on_their_way_at_once()
    {
        var waves = HubWaves.Of([Event(1, A), Event(2, B), Event(3, A), Event(4, A), Event(5, B)]);

        Assert.Equal(["1,2", "3,5", "4"], waves.Select(wave => string.Join(',', wave.Select(send => send.Row.Position))));
    }

    [Fact]
    public void Should_send_only_the_latest_of_the_states_of_an_order()
    {
        var waves = HubWaves.Of([State(1, A), Event(2, A), State(3, A), State(4, B), State(5, A)]);

        var sends = Assert.Single(waves).ToDictionary(send => send.Row.Position, send => send.Superseded.Select(row => row.Position));
        Assert.Equal([2L, 4L, 5L], sends.Keys.Order());
        Assert.Equal([1L, 3L], sends[5].Order());
        Assert.Empty(sends[4]);
    }

    [Fact]
    public void Should_have_no_wave_of_nothing() => Assert.Empty(HubWaves.Of([]));

    // Rows that are stored would otherwise be looked for in another slot after an upgrade, and be overtaken.
    [Theory]
    [InlineData("019a8d7e-0000-7000-8000-00000000000a", 10)]
    [InlineData("019a8d7e-0000-7000-8000-000000000010", 0)]
    [InlineData("019a8d7e-0000-7000-8000-0000ffffffff", 15)]
    public void Should_keep_an_order_in_its_slot_for_ever(string order, short slot)
    {
        Assert.Equal(16, HubRow.Slots);
        Assert.Equal(slot, HubRow.SlotOf(Guid.Parse(order)));
    }

    private static HubRow Event(long position, Guid order) => Row(HubKind.Event, position, order);

    private static HubRow State(long position, Guid order) => Row(HubKind.State, position, order);

    private static HubRow Row(HubKind kind, long position, Guid order) => new(kind, Guid.NewGuid(), order, "x.v1", []) { Position = position };
}
