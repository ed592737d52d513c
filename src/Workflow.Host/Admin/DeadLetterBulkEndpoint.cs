using Workflow.Host.Admin.Audit;
using Workflow.Messaging.DeadLetters;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary>
/// <c>POST /admin/dead-letters/resend</c> and <c>/drop</c>: ends all open letters that a filter means, as of the moment of
/// the call. Every letter by an explicit word only.
/// </summary>
internal static class DeadLetterBulkEndpoint
{
    internal static readonly AdminBodyRule<DeadLetterBulkBody> Rule = new(
        AdminJson.Default.DeadLetterBulkBody,
        "{\"operator\": \"...\"?, \"why\": \"...\"?, and of the filter: reason, destination, messageType, orderId, fingerprint, from, to; or \"all\": true}",
        Check);

    internal static async Task PostAsync(
        HttpContext context, Func<AdminCall, DeadLetterFilter, CancellationToken, Task<DeadLetterCounts>> action)
    {
        if (await AdminBody.ReadAsync(context, Rule) is not { } body)
            return;
        var counts = await action(AdminCall.Of(context, body.Operator, body.Why), body.Filter.Read([]), context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new DeadLetterBulkAnswer(counts.Done, counts.UnderWay, counts.IsMore), AdminJson.Default.DeadLetterBulkAnswer,
            cancellationToken: context.RequestAborted);
    }

    private static List<FieldError> Check(DeadLetterBulkBody? body)
    {
        List<FieldError> errors = [];
        AdminText.CheckCall(null, body?.Operator, body?.Why, errors);
        var isEmpty = body?.Filter.Read(errors).IsEmpty ?? true;
        if (isEmpty && errors.All(error => error.Field == "operator") && body?.All is not true)
            errors.Add(new FieldError("all", FieldErrorCodes.Missing, "Give a filter, or \"all\": true for every open letter."));
        else if (!isEmpty && body?.All is true)
            errors.Add(new FieldError("all", FieldErrorCodes.InvalidFormat, "Give a filter or \"all\": true, not both."));
        return errors;
    }
}

/// <summary>Which letters, and who acts.</summary>
/// <param name="Operator">For whom, when not for the one who signed in; 1 to 64 characters.</param>
/// <param name="All">True for every open letter; then there must be no filter.</param>
/// <param name="Reason">See the list.</param>
/// <param name="Destination">See the list.</param>
/// <param name="MessageType">See the list.</param>
/// <param name="OrderId">See the list.</param>
/// <param name="Fingerprint">See the list.</param>
/// <param name="From">See the list.</param>
/// <param name="To">See the list.</param>
/// <param name="Why">Why it is done; 1 to 500 characters. (<c>reason</c> is the letters'.)</param>
internal sealed record DeadLetterBulkBody(
    string? Operator, bool? All, string? Reason, string? Destination, string? MessageType, string? OrderId, string? Fingerprint, string? From, string? To,
    string? Why = null)
{
    internal DeadLetterFilterFields Filter => new(null, Reason, Destination, MessageType, OrderId, Fingerprint, From, To);
}

/// <summary>What a call did.</summary>
/// <param name="Done">Letters that it ended.</param>
/// <param name="UnderWay">Letters that it left open, because their message is on its way already.</param>
/// <param name="More">Whether it stopped at its limit of 10,000: call again for the rest.</param>
internal sealed record DeadLetterBulkAnswer(int Done, int UnderWay, bool More);
