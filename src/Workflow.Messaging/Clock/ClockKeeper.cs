using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Clock;

/// <summary>
/// Keeps <see cref="DatabaseClock"/> right. The first hosted service: nothing else starts before the time is known, for
/// a deadline or a message id by a wrong clock could not be taken back. A database that is away is waited for.
/// </summary>
internal sealed partial class ClockKeeper(DatabaseClock clock, NpgsqlDataSource dataSource, ILogger<ClockKeeper> logger) : BackgroundService
{
    private const int Samples = 5;
    private const int CommandTimeoutSeconds = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WorthTelling = TimeSpan.FromMilliseconds(500);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        while (!await TryMeasureAsync(cancellationToken))
            await Task.Delay(RetryDelay, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryMeasureAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: the last reading stays good until the end.
            return;
        }
    }

    /// <summary>Without an answer the last good measurement stays. Without any, only a fault that passes is waited for.</summary>
    internal async Task<bool> TryMeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MeasureAsync(cancellationToken);
            return true;
        }
        catch (Exception error) when ((clock.IsMeasured || DatabaseFaults.IsTransient(error)) && !cancellationToken.IsCancellationRequested)
        {
            NotMeasured(logger, error.Message);
            return false;
        }
    }

    // The quickest round trip says the most about the moment at which the database read its clock.
    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection) { CommandTimeout = CommandTimeoutSeconds };
        (DateTime Utc, long Asked, long Answered) best = default;
        for (var sample = 0; sample < Samples; sample++)
        {
            var asked = clock.GetTimestamp();
            var utc = (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
            var answered = clock.GetTimestamp();
            if (sample == 0 || answered - asked < best.Answered - best.Asked)
                best = (utc, asked, answered);
        }
        var behind = clock.Correct(new DateTimeOffset(best.Utc, TimeSpan.Zero), best.Asked, best.Answered);
        if (behind.Duration() > WorthTelling)
            Corrected(logger, behind.TotalMilliseconds);
    }

    [LoggerMessage(1301, LogLevel.Warning, "The database's clock could not be read; its last reading stays: {Reason}")]
    private static partial void NotMeasured(ILogger logger, string reason);

    [LoggerMessage(1302, LogLevel.Warning, "The database's clock was {Milliseconds:0} ms ahead of where it was expected")]
    private static partial void Corrected(ILogger logger, double milliseconds);
}
