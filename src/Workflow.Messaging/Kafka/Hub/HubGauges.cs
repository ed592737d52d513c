using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace Workflow.Messaging.Kafka.Hub;

/// <summary>How the hub is, as this instance sees it.</summary>
internal sealed class HubGauges : IHostedService
{
    public HubGauges(IMeterFactory meters, KafkaStatus status)
    {
        var meter = meters.Create("Workflow.Messaging");
        meter.CreateObservableGauge("workflow.hub.slots", () => status.Slots, "{slot}");
        meter.CreateObservableGauge("workflow.hub.publishing", () => status.IsPublishing ? 1 : 0, "1");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
