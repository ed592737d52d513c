namespace Workflow.Messaging.Lanes;

/// <summary>Limits of every lane; section <c>Messaging:Lanes</c>.</summary>
public sealed class LaneOptions
{
    /// <summary>Units that may wait for a lane; a power of two from 64 to 1,048,576; default 8,192. Full means refusal.</summary>
    public int RingCapacity { get; set; } = 8192;

    /// <summary>Units in one commit at most; 1 to 4,096; default 512.</summary>
    public int MaxBatch { get; set; } = 512;

    /// <summary>
    /// Lanes of the order saga; 1 to 16; default one for every four cores, at least 1 and at most 4: fewer lanes make larger commits.
    /// Units are spread over them by order id.
    /// </summary>
    public int SagaLanes { get; set; } = Math.Clamp(Environment.ProcessorCount / 4, 1, 4);

    /// <summary>
    /// Lanes of this process that commit at the same time; 1 to 64; default one for each core, at least 2. A lane that has to wait for its
    /// turn commits more at once.
    /// </summary>
    public int ConcurrentCommits { get; set; } = Math.Clamp(Environment.ProcessorCount, 2, 64);

    /// <summary>Milliseconds that a lane waits for its turn before it commits without one; 0 to 10,000; default 50.</summary>
    public int TurnMilliseconds { get; set; } = 50;

    /// <summary>Seconds after which one commit counts as unanswered; 1 to 300; default 15.</summary>
    public int CommandTimeoutSeconds { get; set; } = 15;

    /// <summary>Milliseconds before a commit that failed for a passing reason is tried again; 1 to 10,000; default 200.</summary>
    public int RetryDelayMilliseconds { get; set; } = 200;

    /// <summary>Seconds that a stopping lane may take to commit what it holds; 1 to 300; default 20.</summary>
    public int DrainSeconds { get; set; } = 20;
}
