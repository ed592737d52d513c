namespace Workflow.Host.OperatorConsole.Actions;

/// <summary>What the page says of an action that was just taken.</summary>
/// <param name="Kind">good, warn or bad.</param>
/// <param name="Text">In words.</param>
internal sealed record Notice(string Kind, string Text);

/// <summary>
/// All that can be said. An address carries the name only: text of somebody else's choice could be put into a link to this console.
/// </summary>
internal static class Notices
{
    internal const string Away = "away";
    internal const string Forbidden = "forbidden";
    internal const string NotFound = "not-found";

    private static readonly Dictionary<string, Notice> All = new(StringComparer.Ordinal)
    {
        [Away] = new("bad", "The database did not answer, so it is not known whether this was done. Trying again is safe: nothing is done twice."),
        [Forbidden] = new("bad", "Your role does not allow this. It was not done, and the wish is in the audit."),
        [NotFound] = new("warn", "It is not there any more. Nothing was done."),
        ["retry-done"] = new("good", "The step is tried again. What comes of it shows here."),
        ["skip-done"] = new("good", "The order goes on as if the step had succeeded."),
        ["compensate-done"] = new("good", "What was done for the order is being undone."),
        ["cancel-done"] = new("good", "The order is being cancelled: what was done for it is being undone."),
        ["resend-done"] = new("good", "Its stuck messages leave again."),
        ["resend-repeated"] = new("warn", "None of its messages was stuck. Nothing was done."),
        ["order-repeated"] = new("warn", "This had been decided before. Nothing was done a second time."),
        ["not-suspended"] = new("warn", "The order is not suspended any more: it had moved on. Nothing was done."),
        ["too-late"] = new("warn", "It is too late to cancel the order. Nothing was done."),
        ["bulk-done"] = new("good", "The selection is frozen. Nothing has been done with these orders yet: look at it, then run it."),
        ["bulk-repeated"] = new("warn", "This selection had been made before; here it is."),
        ["bulk-key"] = new("bad", "The form was sent before with other content. Open it anew."),
        ["bulk-run-done"] = new("good", "It runs, at the rate that was chosen. Any instance goes on with it, also after a restart."),
        ["bulk-pause-done"] = new("good", "It pauses. Orders that were commanded already take their course."),
        ["bulk-cancel-done"] = new("good", "It is given up. Orders that were commanded already take their course."),
        ["bulk-move-repeated"] = new("warn", "That had been done before."),
        ["bulk-not-possible"] = new("warn", "The bulk action is not in a state for this any more. Nothing was done."),
        ["letter-edit-done"] = new("good", "The message was replaced. What came stays beside it; resend it to let it be handled."),
        ["letter-resend-done"] = new("good", "The message was sent again."),
        ["letter-drop-done"] = new("good", "The letter was given up."),
        ["letter-repeated"] = new("warn", "The letter had been resent or dropped before. Nothing was done."),
        ["letter-under-way"] = new("warn", "The same message is on its way already. The letter stays open."),
        ["letter-refused"] = new("bad", "It came from Kafka and is no order that is taken as it is. Edit it first; the letter stays open."),
        ["letters-resend-done"] = new("good", "The letters of this group were sent again; those whose message was on its way stay open."),
        ["letters-drop-done"] = new("good", "The letters of this group were given up."),
        ["stock-done"] = new("good", "The goods are on stock."),
        ["stock-repeated"] = new("warn", "This delivery had been booked before. Nothing was added a second time."),
        ["scheduled-run-done"] = new("good", "The message leaves now."),
    };

    /// <summary>What <paramref name="said"/> names; null for nothing.</summary>
    internal static Notice? Find(string? said) => said is null ? null : All.GetValueOrDefault(said);
}
