using Microsoft.Extensions.Options;
using Workflow.Contracts;
using Workflow.Host.Admin.Orders;
using Workflow.Orchestrator.Orders;
using Workflow.Tests.House;

namespace Workflow.Tests.Operators;

/// <summary>No order is stuck for a reason that nobody explains.</summary>
public sealed class When_an_order_is_stuck
{
    private static readonly string?[] PaymentStatuses = [null, "Pending", "Unknown", "Captured", "Declined", "Reversing", "Reversed"];

    [Fact]
    public void Should_have_a_reason_whatever_led_there()
    {
        var seen = new HashSet<string>();
        foreach (var signs in
            from step in OrderSteps.All.Append(null)
            from isUnanswered in new[] { false, true }
            from payment in PaymentStatuses
            from hasDeadLetter in new[] { false, true }
            select new StuckSigns(step, isUnanswered, payment, hasDeadLetter))
            seen.Add(StuckReasons.Of(signs).Kind);

        // And there is none for which nothing leads.
        Assert.Equal(StuckReasons.All.Select(reason => reason.Kind).Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Should_know_every_state_that_leads_to_a_suspension_by_its_step()
    {
        var graph = StateGraph.Of(new OrderStateMachine(Options.Create(new OrderOptions()), TimeProvider.System, new Random(1)));
        var states = graph.Edges.Where(edge => edge.To == OrderStates.Suspended).Select(edge => edge.From).Distinct().ToList();

        Assert.Equal(OrderSteps.All.Order(StringComparer.Ordinal), states.Select(state => OrderPath.StepIn(state)!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("payment", true, "Unknown", false, "payment-unknown")]
    [InlineData("payment", true, "Pending", false, "payment-unknown")]
    [InlineData("payment", false, "Unknown", false, "payment-unknown")]
    [InlineData("payment", false, "Pending", false, "payment-failed")]
    [InlineData("payment", true, null, false, "no-answer")]
    [InlineData("refund", false, "Unknown", false, "refund-failed")]
    [InlineData("stock", true, null, true, "poison-message")]
    [InlineData(null, false, null, false, "not-started")]
    public void Should_name_what_has_to_be_mended_first(string? step, bool isUnanswered, string? payment, bool hasDeadLetter, string reason) =>
        Assert.Equal(reason, StuckReasons.Of(new StuckSigns(step, isUnanswered, payment, hasDeadLetter)).Kind);

    [Fact]
    public void Should_be_told_what_happened_what_it_means_and_what_to_do() => Assert.All(StuckReasons.All, reason =>
    {
        Assert.All(new[] { reason.Headline, reason.Means }, text => Assert.EndsWith(".", text, StringComparison.Ordinal));
        Assert.True(reason.Advice.Count >= 2 && reason.Advice.All(advice => advice.Length > 20));
        // A new operator is told of the customer, and of money where money is in play.
        Assert.True(reason.Means.Contains("customer", StringComparison.Ordinal) || reason.Means.Contains("money", StringComparison.Ordinal), reason.Kind);
    });

    [Fact]
    public void Should_stand_in_the_document_word_for_word() => Assert.Equal(
        StuckReasons.All.Select(reason => $"| `{reason.Kind}` | {reason.Headline} | {reason.Means} | {string.Join(' ', reason.Advice)} |"),
        Repository.Text("docs/operations.md").Split("## Stuck orders")[1].Split("\n## ")[0].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)));

    [Theory]
    [InlineData("Suspended", true)]
    [InlineData("Submitted", true)]
    [InlineData("AuthorizingPayment", false)]
    [InlineData("Completed", false)]
    public void Should_be_explained_as_a_whole(string state, bool isStuck)
    {
        var order = new OrderSnapshot { State = state, Step = state == "Submitted" ? null : "payment", Attempt = 3, LastError = "gateway answered 503", LastSequence = state == "Submitted" ? 0 : 7 };
        var explained = OrderExplanation.Of(new OrderFacts(order) { MaxAttempts = 3 });

        Assert.Equal(isStuck, StuckReasons.All.Any(reason => reason.Kind == explained.Kind));
        Assert.Equal(isStuck, explained.Means is not null);
        Assert.All(new[] { explained.Headline, explained.Why, explained.Next }, text => Assert.True(text.Length > 10));
    }
}
