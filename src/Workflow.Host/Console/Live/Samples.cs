using System.Security.Claims;
using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Looks;
using Workflow.Host.OperatorConsole.Shell;
using Workflow.Host.Telemetry;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.OperatorConsole.Live;

/// <summary>The last hour, sampled every ten seconds by the host itself: charts need no other server, and no page asks for more.</summary>
internal sealed class Samples : BackgroundService
{
    /// <summary>Samples of the hour that are kept.</summary>
    internal const int Most = 360;

    private const int WindowSamples = 6;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly ClaimsPrincipal Self = AdminClaims.Principal(new AdminIdentity("host", AdminRoles.Viewer, ""), nameof(Samples));

    private readonly Overviews _overviews;
    private readonly SystemLooks _looks;
    private readonly TimeProvider _time;
    private readonly ILogger<Samples> _logger;
    private readonly HistogramWindow _orders;
    private readonly HistogramWindow _commits;
    private readonly double[] _bounds;
    private volatile Sample[] _samples = [];
    private long _commitsBefore;
    private long _unitsBefore;

    public Samples(Overviews overviews, SystemLooks looks, MetricCollector metrics, TimeProvider time, ILogger<Samples> logger)
    {
        (_overviews, _looks, _time, _logger) = (overviews, looks, time, logger);
        var orders = metrics.Find("workflow.order.duration")!;
        _bounds = orders.Description.Bounds;
        _orders = new HistogramWindow(orders, WindowSamples);
        _commits = new HistogramWindow(metrics.Find("workflow.lane.commit.duration")!, WindowSamples);
    }

    /// <summary>The oldest first.</summary>
    internal IReadOnlyList<Sample> All => _samples;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        do
        {
            var sample = await TakeAsync(stoppingToken);
            _samples = [.. _samples.Skip(_samples.Length >= Most ? 1 : 0), sample];
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<Sample> TakeAsync(CancellationToken cancellationToken)
    {
        var sample = OfThisInstance(new Sample(_time.GetUtcNow()));
        try
        {
            return OfAll(sample, await _overviews.ReadAsync(Self, cancellationToken));
        }
        catch (Exception error) when (Away.Is(error) && !cancellationToken.IsCancellationRequested)
        {
            // A gap in the lines, where the database was away.
            Away.NotShown(_logger, error);
            return sample;
        }
    }

    private Sample OfThisInstance(Sample sample)
    {
        var ring = _looks.Ring(Self);
        var commits = _commits.Next();
        var lanes = _looks.Lanes(Self).Lanes;
        return sample with
        {
            RingFill = ring.Capacity == 0 ? null : ring.Fill / (double)ring.Capacity,
            Order = HistogramWindow.Of(_orders.Next().Buckets, _bounds),
            LaneCommit = HistogramWindow.Of(commits.Buckets, _bounds),
            LaneBatch = BatchSince(lanes),
        };
    }

    private double? BatchSince(IReadOnlyList<LaneView> lanes)
    {
        var (commits, units) = (lanes.Sum(lane => lane.Commits), lanes.Sum(lane => lane.Units));
        var size = commits == _commitsBefore ? default(double?) : (units - _unitsBefore) / (double)(commits - _commitsBefore);
        (_commitsBefore, _unitsBefore) = (commits, units);
        return size;
    }

    private static Sample OfAll(Sample sample, Overview overview) => sample with
    {
        Accepted = overview.AcceptedPerSecond,
        Finished = overview.FinishedPerSecond,
        Suspended = overview.States.Where(state => state.State == OrderStates.Suspended).Sum(state => state.Orders),
        DeadLetters = overview.DeadLetters,
        OutboxAge = overview.OutboxOldestAt is { } oldest ? Math.Max(0, (sample.At - oldest).TotalSeconds) : 0,
    };
}
