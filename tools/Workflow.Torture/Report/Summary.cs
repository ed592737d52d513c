using System.Globalization;
using Workflow.Demo.Report;

namespace Workflow.Torture.Report;

/// <summary>The result for a reader.</summary>
internal static class Summary
{
    public static void Write(TextWriter to, TortureResult result)
    {
        void Line(FormattableString text) => to.WriteLine(text.ToString(CultureInfo.InvariantCulture));

        Line($"");
        Line($"Clients");
        Line($"  sent           {result.Sent,8:N0}   came again {result.Waits:N0} times");
        Line($"  acknowledged   {result.Acknowledged,8:N0}   saw a 202");
        Line($"  lost           {result.Lost,8:N0}   saw a 202, and the order is not there");
        Line($"  unexpected     {result.Unexpected,8:N0}   orders that nobody sent");
        Line($"  duplicated     {result.Duplicated,8:N0}   one key, more than one order");
        Line($"  recovered      {result.Recovered,8:N0}   saw no 202, and the order was there and ended");
        Line($"  wrong answers  {result.WrongAnswers,8:N0}");
        Line($"  unfinished     {result.Unfinished,8:N0}   orders without an end");
        Line($"  violations     {result.Violations,8:N0}   of verify");
        Line($"  dead letters   {result.DeadLetters.Kept,8:N0}   of {result.DeadLetters.Injected:N0} poison messages; {result.DeadLetters.Others:N0} others, {result.DeadLetters.Repeated:N0} repeated");
        if (result.Hub is { } hub)
            HubSummary.Write(Line, hub, "read all along");
        Line($"");
        Line($"Faults");
        foreach (var (name, count) in result.Faults)
            Line($"  {count,4:N0}  {name}");
        Line($"");
        Line($"The longest time without any 202 was {result.LongestUnavailableMs / 1000:N1} s; after the healing it took {result.DrainSeconds:N1} s until nothing was unfinished.");
        Line($"The largest host used {result.HostMemoryMb:N0} MB. Hosts ended unasked {result.Surprises:N0} times.");
    }
}
