using System.Diagnostics;
using System.Reflection;
using Workflow.Contracts;
using Workflow.Orchestrator.Orders;
using Workflow.Testing;

namespace Workflow.Scenarios.Integrators;

public sealed class When_an_integrator_writes_a_scenario
{
    [Fact]
    public async Task Should_complete_an_order_when_all_say_yes()
    {
        await using var order = await OrderHarness.StartAsync();

        await order.PlayAll(Actors.SayYes).Place(new OrderLine("85123A", 6, 2.55m));

        order.ExpectState(OrderStates.Completed);
        Assert.Equal(15.30m, order.ExpectEvent<OrderSubmitted>().Total);
        Assert.Equal([typeof(ReserveStock), typeof(AuthorizePayment), typeof(ArrangeShipment), typeof(CommitStock)], order.Sent.Select(sent => sent.Message.GetType()));
    }

    [Theory]
    [InlineData(OrderQueues.Stock, "sold out")]
    [InlineData(OrderQueues.Payment, "card declined")]
    [InlineData(OrderQueues.Shipment, "no carrier goes there")]
    public async Task Should_undo_everything_when_one_says_no(string queue, string reason)
    {
        await using var order = await OrderHarness.StartAsync();

        await order.PlayAll(Actors.SayYes).Play(queue, Actors.SayNo).Place();

        order.ExpectState(OrderStates.Rejected);
        order.ExpectEvent<OrderRejected>(rejected => rejected.Reason == reason);
    }

    [Fact]
    public async Task Should_suspend_the_order_when_one_fails_again_and_again_and_go_on_when_an_operator_says_so()
    {
        await using var order = await OrderHarness.StartAsync();
        await order.PlayAll(Actors.SayYes).Play(OrderQueues.Shipment, Actors.Fail).Place();

        await order.Advance(TimeSpan.FromMinutes(1));
        order.ExpectState(OrderStates.Suspended);
        await order.Play(OrderQueues.Shipment, Actors.SayYes).Answer(order.Say.Retry());

        order.ExpectState(OrderStates.Completed);
    }

    [Fact]
    public async Task Should_test_a_participant_of_their_own()
    {
        var gateway = new SlowGateway();
        await using var order = await OrderHarness.StartAsync(new OrderOptions { Payment = { TimeoutSeconds = 5, Attempts = 2 } });

        await order.PlayAll(Actors.SayYes).PlayAsync(OrderQueues.Payment, gateway.TakeAsync).Place();
        order.ExpectState(OrderStates.AuthorizingPayment);
        await order.Advance(TimeSpan.FromSeconds(7));

        order.ExpectState(OrderStates.Completed);
        Assert.Equal(2, gateway.Commands);
        Assert.Equal("paid-2", order.State!.PaymentReference);
    }

    [Fact]
    public async Task Should_have_no_answers_from_silent_participants()
    {
        await using var order = await OrderHarness.StartAsync();

        await order.PlayAll(Actors.Silent).Place();
        order.ExpectState(OrderStates.ReservingStock);
        await order.Advance(TimeSpan.FromHours(1));

        order.ExpectState(OrderStates.Suspended);
        order.ExpectEvent<OrderSuspended>(suspended => suspended.Step == OrderSteps.Stock);
    }

    [Fact]
    public async Task Should_read_in_a_failure_how_it_came_to_that()
    {
        await using var order = await OrderHarness.StartAsync();
        order.Play(OrderQueues.Stock, Actors.SayYes);
        await order.Place();
        await order.Answer(order.Say.Failed(OrderSteps.Payment, 1, "gateway answered 503"));

        var failure = Assert.Throws<ScenarioFailedException>(() => order.ExpectState(OrderStates.Completed)).Message;

        Assert.StartsWith("Expected the order to be Completed, but it is AuthorizingPayment (payment, attempt 1 of 3, next at 08:00:0", failure, StringComparison.Ordinal);
        foreach (var part in new[] { "last error: gateway answered 503", "--> submit-order.v1", "<-- reserve-stock.v1 to stock", "--> stock-reserved.v1", "stock-reserved, now AuthorizingPayment", "* order-stock-reserved.v1", "--> step-failed.v1 (payment, attempt 1: gateway answered 503)" })
            Assert.Contains(part, failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_be_told_what_was_expected_and_what_there_is()
    {
        await using var order = await OrderHarness.StartAsync();
        Assert.Contains("to be Completed, but it is not placed", Fails(() => order.ExpectState(OrderStates.Completed)), StringComparison.Ordinal);
        Assert.Contains("but there is none", Fails(() => order.ExpectCommand<ReserveStock>()), StringComparison.Ordinal);
        await order.Place();

        Assert.Contains("to be authorize-payment.v1, but it is reserve-stock.v1", Fails(() => order.ExpectCommand<AuthorizePayment>()), StringComparison.Ordinal);
        Assert.Contains("not as expected: ReserveStock { OrderId", Fails(() => order.ExpectCommand<ReserveStock>(command => command.Attempt == 2)), StringComparison.Ordinal);
        Assert.Contains("Expected one order-paid.v1, but there is none", Fails(() => order.ExpectEvent<OrderPaid>()), StringComparison.Ordinal);
        Assert.Contains("that fits, but there is none. Others are: OrderSubmitted {", Fails(() => order.ExpectEvent<OrderSubmitted>(submitted => submitted.Total == 0)), StringComparison.Ordinal);
        Assert.Contains("Expected no reserve-stock.v1, but there is one", Fails(order.ExpectNo<ReserveStock>), StringComparison.Ordinal);
        order.ExpectNo<AuthorizePayment>();
    }

    [Fact]
    public async Task Should_be_told_of_an_answer_to_an_order_that_was_not_placed()
    {
        await using var order = await OrderHarness.StartAsync();

        var failure = await Assert.ThrowsAsync<ScenarioFailedException>(() => order.Answer(order.Say.StockReserved()));

        Assert.StartsWith("stock-reserved.v1 came before the order was placed.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_get_the_exceptions_of_their_participant()
    {
        await using var order = await OrderHarness.StartAsync();
        order.Play(OrderQueues.Stock, _ => throw new InvalidDataException("a bug of theirs"));

        Assert.Equal("a bug of theirs", (await Assert.ThrowsAsync<InvalidDataException>(() => order.Place())).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => order.Play(OrderQueues.Saga, Actors.SayYes));
    }

    [Fact]
    public async Task Should_wait_milliseconds_for_a_scenario()
    {
        var times = new List<double>();
        for (var scenario = 0; scenario < 30; scenario++)
        {
            var began = Stopwatch.GetTimestamp();
            await using (var order = await OrderHarness.StartAsync())
            {
                await order.PlayAll(Actors.SayYes).Place();
                order.ExpectState(OrderStates.Completed);
            }
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        // A machine that is busy with something else makes many of them longer, but not all.
        Assert.True(times.Min() < 100, string.Join(", ", times.Select(time => $"{time:0.0}")));
        TestContext.Current.SendDiagnosticMessage($"median of a scenario: {times.Order().ElementAt(times.Count / 2):0.0} ms");
    }

    [Fact]
    public void Should_find_in_the_readme_what_is_compiled_here()
    {
        var example = Path.Combine(Root(), "tests", "Workflow.Scenarios", "Integrators", "When_the_card_is_declined.cs");

        // Here Xunit is known to every file.
        var readme = File.ReadAllText(Path.Combine(Root(), "src", "Workflow.Testing", "README.md")).Replace("using Xunit;\n", "");

        Assert.Contains($"```csharp\n{File.ReadAllText(example)}```", readme, StringComparison.Ordinal);
        Assert.NotNull(Assembly.GetExecutingAssembly().GetType("When_the_card_is_declined"));
    }

    private static string Fails(Action expectation) => Assert.Throws<ScenarioFailedException>(expectation).Message;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Workflow.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    /// <summary>Does not answer the first time.</summary>
    private sealed class SlowGateway
    {
        public int Commands { get; private set; }

        public async Task<OrderMessage?> TakeAsync(OrderMessage command)
        {
            await Task.Yield();
            return ++Commands == 1 ? null : ((PaymentAuthorized)Actors.SayYes(command)!) with { PaymentReference = $"paid-{Commands}" };
        }
    }
}
