using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;
using Workflow.Messaging.Relay;

namespace Workflow.Messaging.Scheduling;

/// <summary>
/// One beat of the cluster's clock: sweeps in short steps for the whole second until the next beat, so that what is due
/// leaves promptly while Quartz itself is asked but once a second.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class BeatJob(ScheduleSweep sweep, IOptions<RelayOptions> options, ILogger<BeatJob> logger) : IJob
{
    /// <summary>Time from one beat to the next.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Ends early when the scheduler stops; that is no failure of the beat.</summary>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var started = Stopwatch.GetTimestamp();
        var step = TimeSpan.FromMilliseconds(options.Value.SweepMilliseconds);
        using var timer = new PeriodicTimer(step);
        try
        {
            do
                await SweepAsync(cancellationToken);
            while (Stopwatch.GetElapsedTime(started) + step < Interval && await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await sweep.SweepAsync(cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            RelayLog.SweepGoesOn(logger, error);
        }
    }
}
