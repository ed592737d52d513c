using System.Globalization;
using Npgsql;
using Workflow.Torture.Faults;
using Workflow.Torture.Judge;
using Workflow.Torture.Load;

namespace Workflow.Torture.Report;

/// <summary>One line that lives on a terminal; elsewhere a plain line every few seconds.</summary>
internal sealed class LiveLine(ClientLedger ledger, OrderLoad load, FaultRunner faults, Books books, TimeProvider time)
{
    private readonly bool _isLive = !Console.IsOutputRedirected;
    private int _width;

    public async Task RunAsync(Task work, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        var pause = TimeSpan.FromSeconds(_isLive ? 1 : 10);
        while (await Task.WhenAny(work, Task.Delay(pause, time, stop)) != work && !stop.IsCancellationRequested)
            Show(await TextAsync(time.GetElapsedTime(began)));
        if (_isLive)
            Console.WriteLine();
    }

    private void Show(string text)
    {
        if (!_isLive)
        {
            Console.WriteLine(text);
            return;
        }
        // A line longer than the window would wrap, and \r would no longer return to its start.
        var room = Console.WindowWidth > 1 ? Console.WindowWidth - 1 : 79;
        var line = text.Length > room ? text[..room] : text;
        Console.Write("\r" + line.PadRight(Math.Min(_width, room)));
        _width = line.Length;
    }

    private async Task<string> TextAsync(TimeSpan elapsed)
    {
        var ended = await EndedAsync();
        return string.Create(CultureInfo.InvariantCulture,
            $"  {elapsed:m\\:ss}  sent {ledger.Sent:N0}  acknowledged {ledger.Acknowledged:N0}  waiting {load.Waiting:N0}  ended {ended}  broken: {faults.Running}");
    }

    private async Task<string> EndedAsync()
    {
        try
        {
            return (await books.StandingAsync()).Ended.ToString("N0", CultureInfo.InvariantCulture);
        }
        catch (NpgsqlException)
        {
            // The database is away: that is the point.
            return "?";
        }
    }
}
