using System.Diagnostics;
using Workflow.Benchmarks.Load;

namespace Workflow.Benchmarks.Queues;

/// <summary>Takes what comes out of a queue.</summary>
internal sealed class Sink(bool times)
{
    public Latencies Latencies { get; } = new();

    public long Count { get; private set; }

    public void Take(in Item item)
    {
        Count++;
        if (times)
            Latencies.Record(Stopwatch.GetElapsedTime(item.WrittenAt));
    }
}
