using Workflow.Integration.Embedded;

namespace Workflow.Integration.Processes;

public sealed class When_the_demo_runs : IDisposable
{
    private const int Orders = 300;

    // Shares so large that no path can stay empty.
    private static readonly string[] Generated =
        [$"--orders={Orders}", "--seed=7", "--declined=0.1", "--unknown=0.05", "--shipment-rejected=0.1", "--cancelled=0.3", "--transient=0.05"];

    private readonly DataDirectory _data = DataDirectory.Open();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Should_bring_every_order_to_its_end_and_know_them_all_the_second_time()
    {
        var first = await DemoProcess.RunAsync(_data.Path, Generated);
        AssertGood(first);
        Assert.Equal((Orders, Orders, 0, 0), (first["submitted"], first["accepted"], first["replayed"], first["refused"]));
        Assert.All(["completed", "rejected", "cancelled"], end => Assert.NotEqual(0, first[end]));
        var after = await ContentsAsync();

        var second = await DemoProcess.RunAsync(_data.Path, Generated);

        AssertGood(second);
        Assert.Equal((Orders, Orders, Orders, 0), (second["submitted"], second["accepted"], second["replayed"], second["refused"]));
        Assert.All(["completed", "rejected", "cancelled", "suspended"], end => Assert.Equal(first[end], second[end]));
        Assert.Equal(after, await ContentsAsync());
    }

    [Fact]
    public async Task Should_refuse_what_is_no_order_and_say_why()
    {
        var input = Path.Combine(Directory.CreateDirectory(_data.Path).FullName, "invoices.ndjson");
        await File.WriteAllLinesAsync(input, Invoices.All);

        foreach (var replayed in new[] { 0, Invoices.Valid })
        {
            var demo = await DemoProcess.RunAsync(_data.Path, $"--input={input}");

            AssertGood(demo);
            Assert.Equal((Invoices.All.Length, Invoices.Valid, replayed), (demo["submitted"], demo["accepted"], demo["replayed"]));
            Assert.Equal(Invoices.All.Length - Invoices.Valid, demo["refused"]);
            Assert.Equal(Invoices.RefusedBy, demo.RefusedBy);
        }
    }

    [Fact]
    public async Task Should_end_the_same_over_a_broker_and_with_two_hosts()
    {
        var demo = await DemoProcess.RunAsync(_data.Path, [.. Generated, "--transport=rabbitmq", "--hosts=2"]);

        AssertGood(demo);
        Assert.Equal((Orders, Orders, 0, 0), (demo["submitted"], demo["accepted"], demo["replayed"], demo["refused"]));
        Assert.All(["completed", "rejected", "cancelled"], end => Assert.NotEqual(0, demo[end]));
        Assert.Equal(("rabbitmq", 2), (demo.Result.GetProperty("transport").GetString(), demo["hosts"]));
        Assert.Empty(Programs.RunningIn(_data.Path));
    }

    [Fact]
    public async Task Should_leave_no_process_behind_after_ctrl_c()
    {
        await using var demo = TestProcess.StartGroup(Programs.Demo, DemoProcess.Arguments(_data.Path, "--orders=50000", "--seed=7"));
        await Until.TrueAsync(
            () => Task.FromResult(demo.HasEnded || demo.Output.Contains("accepted", StringComparison.Ordinal)), () => Task.FromResult(demo.Output));

        var exitCode = await demo.InterruptGroupAsync();

        Assert.True(exitCode == 130, $"{exitCode}\n{demo.Output}");
        Assert.Empty(Programs.RunningIn(_data.Path));
        Assert.False(File.Exists(_data.Descriptor));
    }

    private static void AssertGood(DemoProcess demo)
    {
        Assert.True(demo.ExitCode == 0, $"{demo.ExitCode}\n{demo.Output}");
        Assert.Equal((0, 0, 0), (demo["violations"], demo["unfinished"], demo["failed"]));
    }

    /// <summary>All that must not change when everything is sent once more.</summary>
    private async Task<string> ContentsAsync()
    {
        await using var postgres = await EmbeddedFacts.StartAsync(_data);
        string[] counted =
        [
            "orders.\"order\"", "orders.saga", "orders.order_event", "stock.reservation", "stock.receipt", "payments.payment", "shipments.shipment",
        ];
        var rows = await Books.ListAsync(postgres.ConnectionString, string.Join(" UNION ALL ", counted.Select(table => $"SELECT '{table} ' || count(*) FROM {table}")));
        var stock = await Books.ListAsync(postgres.ConnectionString, "SELECT i::text FROM stock.item i ORDER BY sku");
        var ledger = await File.ReadAllLinesAsync(Path.Combine(_data.Path, "gateway", "ledger.ndjson"));
        return string.Join('\n', [.. rows, .. stock, .. ledger.Order(StringComparer.Ordinal)]);
    }
}
