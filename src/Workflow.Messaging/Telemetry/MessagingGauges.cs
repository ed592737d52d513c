using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Relay;

namespace Workflow.Messaging.Telemetry;

/// <summary>Gauges of what this process holds in memory, each beside its limit. They cost nothing until they are asked for.</summary>
internal sealed class MessagingGauges : IHostedService
{
    public MessagingGauges(IMeterFactory meters, OutboxWindow window, IOptions<RelayOptions> options)
    {
        DeadLetterMetrics.Begin();
        var meter = meters.Create("Workflow.Messaging");
        meter.CreateObservableGauge("workflow.relay.window.used", () => window.Unconsumed, "{message}");
        meter.CreateObservableGauge("workflow.relay.window.limit", () => options.Value.Window, "{message}");
        meter.CreateObservableGauge("workflow.relay.ring.fill", () => window.Ring.Count, "{message}");
        meter.CreateObservableGauge("workflow.relay.ring.capacity", () => window.Ring.Capacity, "{message}");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
