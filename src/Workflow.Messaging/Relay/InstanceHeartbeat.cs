using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Relay;

/// <summary>Signs of life, by the database's clock, so that others take over what a dead instance left.</summary>
internal sealed class InstanceHeartbeat(
    WorkflowInstance instance, NpgsqlDataSource dataSource, IOptions<RelayOptions> options, ILogger<InstanceHeartbeat> logger) : BackgroundService
{
    private const string Beat =
        """
        INSERT INTO messaging.instance (instance_id, name, started_at, heartbeat_at) VALUES ($1, $2, now(), now())
        ON CONFLICT (instance_id) DO UPDATE SET heartbeat_at = now()
        """;

    private const string Leave =
        """
        WITH gone AS (DELETE FROM messaging.instance WHERE instance_id = $1)
        UPDATE messaging.outbox SET owner = NULL, next_at = coalesce(next_at, created_at) WHERE owner = $1
        """;

    // A day is long enough for an operator to see that an instance died.
    private const string Tidy = "DELETE FROM messaging.instance WHERE heartbeat_at < now() - interval '1 day'";

    private long _lastBeat;
    private long _steadySince;

    /// <summary>
    /// Whether this instance has given its signs of life for a whole timeout without a gap. Only then does the silence of
    /// others say that they are gone: after an outage of the database, or of this process, all have been silent.
    /// </summary>
    internal bool IsSteady => _lastBeat != 0 && !IsGap(_lastBeat) && IsGap(_steadySince);

    /// <summary>The first sign of life is given before anything is sent: nobody may take this instance for a dead one.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await BeatAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Leaves in order, so that others need not wait for the timeout.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await ExecuteAsync(Leave, cancellationToken, instance.Id);
        }
        catch (Exception error) when (DatabaseFaults.IsTransient(error))
        {
            RelayLog.SweepFailed(logger, error.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.InstanceTimeoutSeconds / 5.0));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await BeatAsync(stoppingToken);
            }
            catch (Exception error)
            {
                // Whatever it is: a host must not end because one sign of life could not be given.
                if (!stoppingToken.IsCancellationRequested)
                    RelayLog.SweepFailed(logger, error.Message);
            }
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync(Beat, cancellationToken, instance.Id, instance.Name);
        await ExecuteAsync(Tidy, cancellationToken);
        if (_lastBeat == 0 || IsGap(_lastBeat))
            _steadySince = Stopwatch.GetTimestamp();
        _lastBeat = Stopwatch.GetTimestamp();
    }

    private bool IsGap(long since) => Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(options.Value.InstanceTimeoutSeconds);

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
