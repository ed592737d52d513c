namespace Workflow.Benchmarks.Load;

/// <summary>What came of the requests of one stretch of time. For the one thread that sends; read when it is over.</summary>
internal sealed class Tally
{
    public long Accepted { get; private set; }

    public long Refused { get; private set; }

    public long Other { get; private set; }

    /// <summary>A status that is neither 202 nor 429, to be named in the report.</summary>
    public int OtherStatus { get; private set; }

    public Latencies AcceptedAfter { get; } = new();

    public Latencies RefusedAfter { get; } = new();

    public void Count(int status, TimeSpan after)
    {
        switch (status)
        {
            case 202:
                Accepted++;
                AcceptedAfter.Record(after);
                break;
            case 429:
                Refused++;
                RefusedAfter.Record(after);
                break;
            default:
                Other++;
                OtherStatus = status;
                break;
        }
    }
}
