using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Telemetry;

/// <summary>
/// Reads all <see cref="GaugeQuery"/>s in one round trip, on a timer of this instance. Who scrapes is given what was read
/// last, so that no scrape waits for the database; what is too old is not given any more.
/// </summary>
internal sealed partial class DatabaseGauges : BackgroundService
{
    private const int TimeoutSeconds = 5;
    private const int MaxRows = 100;

    private readonly NpgsqlDataSource _dataSource;
    private readonly GaugeQuery[] _queries;
    private readonly IReadOnlyList<Measurement<double>>[][] _values;
    private readonly TimeSpan _interval;
    private readonly ILogger _logger;
    private long _readAt = Stopwatch.GetTimestamp();
    private bool _isUp;

    public DatabaseGauges(
        NpgsqlDataSource dataSource, IEnumerable<GaugeQuery> queries, IMeterFactory meters, IOptions<TelemetryOptions> options, ILogger<DatabaseGauges> logger)
    {
        _dataSource = dataSource;
        _queries = [.. queries];
        _values = [.. _queries.Select(query => query.Gauges.Select(_ => (IReadOnlyList<Measurement<double>>)[]).ToArray())];
        _interval = TimeSpan.FromSeconds(options.Value.GaugeSeconds);
        _logger = logger;
        // Of this host alone: another one in the process may have another database.
        var meter = meters.Create("Workflow.Database");
        meter.CreateObservableGauge("workflow.database.up", () => _isUp ? 1 : 0, "1");
        meter.CreateObservableGauge("workflow.database.read.age", () => Stopwatch.GetElapsedTime(_readAt).TotalSeconds, "s");
        for (var query = 0; query < _queries.Length; query++)
        {
            for (var column = 0; column < _queries[query].Gauges.Count; column++)
                Create(meter, query, column);
        }
    }

    private bool IsStale => Stopwatch.GetElapsedTime(_readAt) > 4 * _interval;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval);
        try
        {
            do
                await TryReadAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _isUp = false;
        }
    }

    private void Create(Meter meter, int query, int column)
    {
        var gauge = _queries[query].Gauges[column];
        meter.CreateObservableGauge(gauge.Name, () => IsStale ? [] : Volatile.Read(ref _values[query][column]), gauge.Unit);
    }

    private async Task TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(cancellationToken);
            _readAt = Stopwatch.GetTimestamp();
            _isUp = true;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            _isUp = false;
            if (!DatabaseFaults.IsTransient(error))
                NotRead(_logger, error.Message);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        await connection.UseOneCoreAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection) { Timeout = TimeoutSeconds };
        foreach (var query in _queries)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(query.Sql));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        for (var query = 0; query < _queries.Length; query++)
        {
            await ReadAsync(reader, query, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
        }
    }

    private async Task ReadAsync(NpgsqlDataReader reader, int query, CancellationToken cancellationToken)
    {
        var (labels, columns) = (_queries[query].Labels, _queries[query].Gauges.Count);
        var values = Enumerable.Range(0, columns).Select(_ => new List<Measurement<double>>()).ToArray();
        for (var rows = 0; rows < MaxRows && await reader.ReadAsync(cancellationToken); rows++)
        {
            var tags = labels.Select((label, i) => new KeyValuePair<string, object?>(label, reader.GetString(i))).ToArray();
            for (var column = 0; column < columns; column++)
                values[column].Add(new Measurement<double>(Convert.ToDouble(reader.GetValue(labels.Count + column)), tags));
        }
        for (var column = 0; column < columns; column++)
            Volatile.Write(ref _values[query][column], values[column]);
    }

    [LoggerMessage(1401, LogLevel.Warning, "The gauges could not be read from the database: {Reason}")]
    private static partial void NotRead(ILogger logger, string reason);
}
