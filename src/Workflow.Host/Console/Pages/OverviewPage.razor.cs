using Workflow.Host.Admin.Looks;
using Workflow.Host.Admin.Orders;
using Workflow.Host.OperatorConsole.Live;
using Workflow.Host.OperatorConsole.Parts;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.OperatorConsole.Pages;

/// <summary>The whole at a glance.</summary>
public sealed partial class OverviewPage
{
    private const int Counted = 10_000;
    private const int MinutesShown = 60;

    private Overview? _overview;
    private GraphLook? _look;
    private IReadOnlyList<Sample> _samples = [];

    private long UnderWay => _overview!.States.Where(state => OrderFilter.Unfinished.Contains(state.State)).Sum(state => state.Orders);

    private long Suspended => _overview!.States.Where(state => state.State == OrderStates.Suspended).Sum(state => state.Orders);

    private string OutboxAge => _overview!.OutboxOldestAt is { } oldest ? $"oldest {Words.Duration(Later(_overview.At - oldest))}" : "empty";

    // A host that has just started shows its first minutes, not an hour with a dot at its end.
    private int Shown => _samples.Count <= 30 ? 30 : _samples.Count <= 90 ? 90 : Samples.Most;

    private string Since => Shown switch { 30 => "5 min ago", 90 => "15 min ago", _ => "1 h ago" };

    private ChartLine[] Minutes =>
        [.. new[] { OrderStates.Completed, OrderStates.Rejected, OrderStates.Cancelled }.Select(state => new ChartLine(state.ToLowerInvariant(), MinutesOf(state)))];

    /// <inheritdoc />
    protected override async Task LoadAsync()
    {
        _overview = await Overviews.ReadAsync(Who, Http.RequestAborted);
        _look = GraphLook.Of(_overview);
        _samples = Samples.All;
    }

    private ChartLine[] Lines(params (string Name, Func<Sample, double?> Of)[] lines) => [.. lines.Select(line => new ChartLine(line.Name, HourOf(line.Of)))];

    // By place, not by time: the samples come every ten seconds, and what is missing is missing on the left.
    private List<double?> HourOf(Func<Sample, double?> value) =>
        [.. Enumerable.Repeat(default(double?), Shown - _samples.Count), .. _samples.Select(value)];

    // The minute that runs and the one before it are not counted yet.
    private List<double?> MinutesOf(string state)
    {
        var byMinute = _overview!.LastHour.Where(minute => minute.State == state).ToDictionary(minute => minute.Minute.UtcTicks / TimeSpan.TicksPerMinute, minute => minute.Orders);
        var last = _overview.At.UtcTicks / TimeSpan.TicksPerMinute - 2;
        return [.. Enumerable.Range(0, MinutesShown).Select(i => (double?)byMinute.GetValueOrDefault(last - MinutesShown + 1 + i))];
    }

    private static TimeSpan Later(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;

    private static string UpTo(long count) => count >= Counted ? Words.Number(count) + "+" : Words.Number(count);

    private static string Seconds(double value) => value == 0 ? "0 s" : Words.Duration(TimeSpan.FromSeconds(value));

    private static string Share(double value) => (value * 100).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture) + " %";
}
