using Workflow.Demo.Hub;
using Workflow.Integration.Embedded;

namespace Workflow.Integration.Processes;

public sealed class When_the_demo_tells_Kafka : IDisposable
{
    private const int Orders = 200;

    private static readonly string[] Options =
        ["--kafka", $"--orders={Orders}", "--seed=7", "--declined=0.1", "--shipment-rejected=0.1", "--cancelled=0.2", "--transient=0.05"];

    private readonly DataDirectory _data = DataDirectory.Open();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Should_have_kcat_read_every_event_of_every_order_in_its_order()
    {
        var first = await DemoProcess.RunAsync(_data.Path, Options);

        Assert.True(first.ExitCode == 0, first.Output);
        Assert.Contains("Kafka is librdkafka's mock cluster", first.Output, StringComparison.Ordinal);
        Assert.Contains("  kcat -b 127.0.0.1:", first.Output, StringComparison.Ordinal);
        Assert.InRange(Hub(first, "events"), 3 * Orders, 10 * Orders);
        Assert.Equal((0, 0, 0), (Hub(first, "lost"), Hub(first, "reordered"), Hub(first, "unexpected")));

        // Orders that were known already were told to brokers that are gone.
        var second = await DemoProcess.RunAsync(_data.Path, Options);
        Assert.True(second.ExitCode == 0, second.Output);
        Assert.Equal((Orders, 0), (second["replayed"], Hub(second, "events")));
        Assert.Empty(Programs.RunningIn(_data.Path));
    }

    [Fact]
    public void Should_take_from_a_line_of_kcat_what_tells_events_apart()
    {
        var (order, id) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        string Line(string payload) =>
            $$"""{"topic":"order-events","partition":3,"offset":7,"tstype":"create","ts":1,"broker":1,"headers":["ce_specversion","1.0","ce_id","{{id}}","ce_type","order-paid.v1"],"key":"{{order}}","payload":"{{payload}}"}""";

        Assert.Equal(new ToldEvent(order, id, "order-paid.v1", 3, ToldEvent.HashOf("{}"u8)), Kcat.Parse(Line("{}")));
        Assert.NotEqual(Kcat.Parse(Line("{}")), Kcat.Parse(Line("[]")));
    }

    private static int Hub(DemoProcess demo, string name) => demo.Result.GetProperty("hub").GetProperty(name).GetInt32();
}
