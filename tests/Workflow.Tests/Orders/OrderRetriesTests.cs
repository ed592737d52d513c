using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;

namespace Workflow.Tests.Orders;

public sealed class OrderRetriesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private static readonly OrderRetries Retries = new(new(), () => 0.5);

    [Theory]
    [InlineData("payment", 1, null, true)]
    [InlineData("payment", 2, null, false)]
    [InlineData("payment", 0, null, false)]
    [InlineData("stock", 1, null, false)]
    [InlineData("payment", 1, 5, false)]
    public void Should_count_a_failure_of_the_attempt_that_runs_only(
        string step, int attempt, int? retryInSeconds, bool counts)
    {
        var saga = Paying(1, retryInSeconds);
        Assert.Equal(counts, Retries.Failed(saga, Failed(step, attempt), Now) is not null);
        Assert.Equal(counts, Retries.TimedOut(saga, TimedOut(step, attempt), Now) is not null);
    }

    [Theory]
    [InlineData("payment", 1, 5, true)]
    [InlineData("payment", 1, null, false)]
    [InlineData("payment", 2, 5, false)]
    [InlineData("refund", 1, 5, false)]
    public void Should_try_again_only_when_that_is_waited_for(
        string step, int attempt, int? retryInSeconds, bool counts) =>
        Assert.Equal(counts, OrderRetries.TryAgain(Paying(1, retryInSeconds), RetryDue(step, attempt), Now) is not null);

    [Theory]
    [InlineData(1, 900)]
    [InlineData(2, 1_800)]
    public void Should_plan_the_next_attempt_while_there_is_one(int attempt, int milliseconds)
    {
        var decision = Retries.Failed(Paying(attempt), Failed("payment", attempt), Now);
        Assert.Equal(
            new OrderDecision(OrderEventTypes.AttemptFailed, OrderStates.AuthorizingPayment, new()
            {
                Step = "payment",
                Attempt = attempt,
                Error = "connection reset",
                RetryAt = Now.AddMilliseconds(milliseconds)
            }),
            decision);
    }

    [Theory]
    [InlineData("payment", 4)]
    [InlineData("stock", 1)]
    public void Should_wait_as_the_step_says_and_else_as_all_do(string step, int seconds)
    {
        var retries = new OrderRetries(new() { RetryJitter = 0, Payment = { RetryBaseSeconds = 4 } }, () => 0.5);
        var saga = Paying(1);
        saga.Step = step;
        Assert.Equal(Now.AddSeconds(seconds), retries.Failed(saga, Failed(step, 1), Now)?.Data?.RetryAt);
    }

    [Fact]
    public void Should_suspend_after_the_last_attempt() =>
        Assert.Equal(
            new OrderDecision(OrderEventTypes.OrderSuspended, OrderStates.Suspended, new()
            {
                Step = "payment",
                Attempt = 3,
                Error = "no answer within 30 s"
            }),
            Retries.TimedOut(Paying(3), TimedOut("payment", 3), Now));

    [Theory]
    [InlineData("stock", 10)]
    [InlineData("payment", 30)]
    [InlineData("shipment", 60)]
    [InlineData("shipment-cancellation", 60)]
    [InlineData("refund", 30)]
    [InlineData("stock-release", 10)]
    public void Should_set_the_deadline_of_the_step(string step, int seconds) =>
        Assert.Equal(Now.AddSeconds(seconds), Retries.Deadline(step, Now));

    private static OrderState Paying(int attempt, int? retryInSeconds = null) => new()
    {
        CurrentState = OrderStates.AuthorizingPayment,
        Step = OrderSteps.Payment,
        Attempt = attempt,
        RetryAt = retryInSeconds is { } seconds ? Now.AddSeconds(seconds) : null
    };

    private static StepFailed Failed(string step, int attempt) => new()
    {
        OrderId = Guid.Empty,
        MessageId = Guid.Empty,
        TraceId = "",
        BusinessType = "",
        Step = step,
        Attempt = attempt,
        Error = "connection reset"
    };

    private static StepTimedOut TimedOut(string step, int attempt) => new()
    {
        OrderId = Guid.Empty,
        MessageId = Guid.Empty,
        TraceId = "",
        BusinessType = "",
        Step = step,
        Attempt = attempt
    };

    private static StepRetryDue RetryDue(string step, int attempt) => new()
    {
        OrderId = Guid.Empty,
        MessageId = Guid.Empty,
        TraceId = "",
        BusinessType = "",
        Step = step,
        Attempt = attempt
    };
}
