using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace Workflow.Orchestrator.Intake.Kafka;

/// <summary>What became of the records.</summary>
internal static class RecordMetrics
{
    private static readonly Meter Meter = new("Workflow.Intake");
    private static readonly Counter<long> Records = Meter.CreateCounter<long>("workflow.intake.records", "{message}");
    private static readonly KeyValuePair<string, object?> Order = new("workflow.outcome", "order");
    private static readonly KeyValuePair<string, object?> Repeated = new("workflow.outcome", "repeated");
    private static readonly KeyValuePair<string, object?> Dead = new("workflow.outcome", "dead");

    internal static void Taken(IntakeUnit unit)
    {
        Records.Add(1, unit.Dead is not null ? Dead : unit.Holder is not null ? Repeated : Order);
        if (unit.Order is null)
            IntakeMetrics.Invalid();
        else
            IntakeMetrics.Answered(OrderIntake.Answer(unit));
    }
}

/// <summary>How far this instance is with its partitions.</summary>
internal sealed class RecordGauges : IHostedService
{
    public RecordGauges(IMeterFactory meters, KafkaDoor door)
    {
        var meter = meters.Create("Workflow.Intake");
        meter.CreateObservableGauge("workflow.intake.partitions", () => door.Readers.Count, "{partition}");
        meter.CreateObservableGauge("workflow.intake.partitions.paused", () => door.Readers.Count(reader => reader.IsPaused), "{partition}");
        meter.CreateObservableGauge("workflow.intake.lag", () => door.Readers.Sum(reader => reader.Lag), "{message}");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
