using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workflow.Messaging.Telemetry;

namespace Workflow.Messaging.RabbitMq;

/// <summary>How the broker is, as this instance sees it: its connection, what it owes, and what waits in its queues.</summary>
internal sealed class BrokerGauges : BackgroundService
{
    private readonly RabbitMqTransport _transport;
    private readonly RabbitMqTopology _topology;
    private readonly TimeSpan _interval;
    private readonly ILogger _logger;
    private IReadOnlyList<Measurement<long>> _ready = [];

    public BrokerGauges(
        RabbitMqTransport transport, RabbitMqTopology topology, IMeterFactory meters, IOptions<TelemetryOptions> options, ILogger<BrokerGauges> logger)
    {
        (_transport, _topology, _logger) = (transport, topology, logger);
        _interval = TimeSpan.FromSeconds(options.Value.GaugeSeconds);
        var meter = meters.Create("Workflow.Messaging");
        meter.CreateObservableGauge("workflow.broker.connected", () => transport.IsConnected ? 1 : 0, "1");
        meter.CreateObservableGauge("workflow.broker.blocked", () => transport.IsBlocked ? 1 : 0, "1");
        meter.CreateObservableGauge("workflow.broker.unconfirmed", () => transport.UnconfirmedCount, "{message}");
        meter.CreateObservableGauge("workflow.broker.unconfirmed.limit", () => RabbitMqTransport.MaxUnconfirmed, "{message}");
        meter.CreateObservableGauge("workflow.broker.queue.ready", () => Volatile.Read(ref _ready), "{message}");
    }

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
            _ready = [];
        }
    }

    private async Task TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            List<Measurement<long>> ready = [];
            foreach (var queue in _topology.Queues)
            {
                if (_transport.Connection is { } connection && await QueueDepth.ReadAsync(connection, queue, cancellationToken) is { } count)
                    ready.Add(new(count, new KeyValuePair<string, object?>("messaging.destination.name", queue)));
            }
            Volatile.Write(ref _ready, ready);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Volatile.Write(ref _ready, []);
            RabbitMqLog.QueuesNotRead(_logger, error.Message);
        }
    }
}
