namespace Workflow.Benchmarks.Couriers;

/// <summary>Takes small messages from one place to another and tells the sink when they arrive.</summary>
internal abstract class Courier : IAsyncDisposable
{
    /// <summary>Bytes of a message.</summary>
    public const int Size = 128;

    /// <summary>One message; returns when the next may follow. One caller at a time.</summary>
    /// <param name="since">When it was due, which comes out at the other end.</param>
    public abstract ValueTask SendAsync(long since);

    public abstract ValueTask DisposeAsync();
}
