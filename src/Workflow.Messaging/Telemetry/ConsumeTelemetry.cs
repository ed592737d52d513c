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
    private readonly KeyValuePair<string, object?> _system = system;

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        using var work = Start(context);
        try
        {
            await next.Send(context);
            work.Succeed();
        }
        catch (Exception error)
        {
            work.Fail(error);
            throw;
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("telemetry").Add("queue", queue);

    /// <summary>The message is in hand from now on, until the result is disposed.</summary>
    internal Work Start(ConsumeContext context)
    {
        var work = new Work(this, Tracing.StartProcess(queue, context, _system));
        InHand.Add(1, _queue);
        return work;
    }

    /// <summary>What is measured of one message.</summary>
    internal readonly struct Work(ConsumeTelemetry telemetry, Activity? span) : IDisposable
    {
        private readonly long _started = Stopwatch.GetTimestamp();

        private double Seconds => Stopwatch.GetElapsedTime(_started).TotalSeconds;

        internal void Succeed() => ProcessTime.Record(Seconds, telemetry._system, telemetry._queue);

        internal void Fail(Exception error)
        {
            var name = error.GetType().Name;
            span?.SetStatus(ActivityStatusCode.Error, name);
            ProcessTime.Record(Seconds, telemetry._system, telemetry._queue, new("error.type", name));
        }

        public void Dispose()
        {
            span?.Dispose();
            InHand.Add(-1, telemetry._queue);
        }
    }
}
