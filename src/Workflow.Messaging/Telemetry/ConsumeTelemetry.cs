using System.Diagnostics;
using System.Diagnostics.Metrics;
using MassTransit;

namespace Workflow.Messaging.Telemetry;

/// <summary>
/// Surrounds each message of one queue: measures how long it is in hand, and goes on with the trace that came with it.
/// A filter and no observer, because only what surrounds the consumer can be its parent.
/// </summary>
internal sealed class ConsumeTelemetry(string queue, KeyValuePair<string, object?> system) : IFilter<ConsumeContext>
{
    private static readonly Meter Meter = new("Workflow.Messaging");
    private static readonly Histogram<double> ProcessTime = Meter.CreateHistogram<double>("messaging.process.duration", "s");
    private static readonly UpDownCounter<int> InHand = Meter.CreateUpDownCounter<int>("workflow.consumer.in_hand", "{message}");

    private readonly KeyValuePair<string, object?> _queue = new("messaging.destination.name", queue);

    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next) => MeasureAsync(context, next);

    internal async Task MeasureAsync<TContext>(TContext context, IPipe<TContext> next)
        where TContext : class, ConsumeContext
    {
        var started = Stopwatch.GetTimestamp();
        using var span = Tracing.StartProcess(queue, context, system);
        InHand.Add(1, _queue);
        try
        {
            await next.Send(context);
            ProcessTime.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, system, _queue);
        }
        catch (Exception error)
        {
            var name = error.GetType().Name;
            span?.SetStatus(ActivityStatusCode.Error, name);
            ProcessTime.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, system, _queue, new("error.type", name));
            throw;
        }
        finally
        {
            InHand.Add(-1, _queue);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("telemetry").Add("queue", queue);
}
