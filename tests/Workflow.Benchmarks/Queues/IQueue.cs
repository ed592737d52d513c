namespace Workflow.Benchmarks.Queues;

/// <summary>A bounded queue to one consumer. Implemented by structures, so that the compiler makes a loop for each.</summary>
internal interface IQueue
{
    /// <summary>False when it is full.</summary>
    bool TryWrite(in Item item);

    /// <summary>Nothing follows.</summary>
    void Complete();

    /// <summary>Hands every item to the sink, as the queue's documentation says how to read it best, until it is completed and empty.</summary>
    Task ConsumeAsync(Sink sink);
}
