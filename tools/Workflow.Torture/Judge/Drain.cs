using System.Globalization;
using Npgsql;
using Workflow.Torture.Faults;
using Workflow.Torture.Load;

namespace Workflow.Torture.Judge;

/// <summary>Waits after the healing until no order is unfinished and no message is left; operators see to what waits for them.</summary>
internal sealed class Drain(Books books, OrderLoad load, PoisonMessages poison, Operators operators, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PoisonPause = TimeSpan.FromSeconds(10);

    /// <summary>Seconds since the healing; that of the limit when it was not reached.</summary>
    public async Task<double> RunAsync(TimeSpan limit, CancellationToken stop)
    {
        var healed = time.GetTimestamp();
        var askedForPoison = time.GetElapsedTime(healed);
        while (time.GetElapsedTime(healed) < limit)
        {
            if (await IsDrainedAsync())
                return time.GetElapsedTime(healed).TotalSeconds;
            await operators.RetryAllAsync();
            if (time.GetElapsedTime(healed) - askedForPoison > PoisonPause)
            {
                askedForPoison = time.GetElapsedTime(healed);
                if (await poison.SendMissingAgainAsync() is > 0 and var missing)
                    Say($"  {missing} poison messages had nobody who kept them, and were sent again");
            }
            await Task.Delay(Pause, time, stop);
        }
        return limit.TotalSeconds;
    }

    private async Task<bool> IsDrainedAsync()
    {
        try
        {
            var standing = await books.StandingAsync();
            if (load.Waiting > 0 || standing.Ended < standing.Orders || standing.Outbox > 0 || standing.Hub > 0)
                return false;
            var dead = (await books.DeadLettersAsync()).ToHashSet();
            return poison.Sent.Keys.All(dead.Contains);
        }
        catch (NpgsqlException)
        {
            // It has only just been started.
            return false;
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
