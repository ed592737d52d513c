using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Workflow.Messaging.Relay;

namespace Workflow.Orchestrator.Intake;

/// <summary>What the doors answered.</summary>
internal static class IntakeMetrics
{
    private static readonly Meter Meter = new("Workflow.Intake");
    private static readonly Counter<long> Accepted = Meter.CreateCounter<long>("workflow.orders.accepted", "{order}");
    private static readonly Counter<long> Repeated = Meter.CreateCounter<long>("workflow.orders.repeated", "{order}");
    private static readonly Counter<long> RefusedOrders = Meter.CreateCounter<long>("workflow.orders.refused", "{order}");

    // Made once: naming an enum's member makes a string each time.
    private static readonly KeyValuePair<string, object?>[] Reasons =
        [.. Enum.GetNames<IntakeRefusal>().Select(name => new KeyValuePair<string, object?>("workflow.reason", name))];

    private static readonly KeyValuePair<string, object?> InvalidReason = new("workflow.reason", "Invalid");

    internal static void Answered(IntakeResult result)
    {
        if (result is IntakeResult.Refused refused)
            RefusedOrders.Add(1, Reasons[(int)refused.Why]);
        else
            (((IntakeResult.Accepted)result).Replayed ? Repeated : Accepted).Add(1);
    }

    /// <summary>The request could not be read, or its fields are wrong.</summary>
    internal static void Invalid() => RefusedOrders.Add(1, InvalidReason);
}

/// <summary>What the intake is limited by, beside the fill of its lane.</summary>
internal sealed class IntakeGauges : IHostedService
{
    public IntakeGauges(IMeterFactory meters, OutboxWindow window, IOptions<IntakeOptions> options)
    {
        var meter = meters.Create("Workflow.Intake");
        meter.CreateObservableGauge("workflow.intake.backlog", () => window.Backlog, "{order}");
        meter.CreateObservableGauge("workflow.intake.backlog.limit", () => options.Value.MaxBacklog, "{order}");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
