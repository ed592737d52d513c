namespace Workflow.Messaging.Relay;

/// <summary>Limits of sending; section <c>Messaging:Relay</c>.</summary>
public sealed class RelayOptions
{
    /// <summary>
    /// Messages under way at once before new orders wait; 0 to 1,000,000; default 2,048.
    /// It bounds memory, and lets started orders finish before others start. With 0 this instance takes orders and starts none: they wait in
    /// the database for the other instances, or for its next start.
    /// </summary>
    public int Window { get; set; } = 2048;

    /// <summary>
    /// Lines of new orders that may wait in memory for room in the window; 0 to 10,000,000; default 32,768, which takes some tens of megabytes.
    /// What does not fit waits in the database alone, from where it has to be claimed and read again, by whichever instance has room.
    /// </summary>
    public int WaitingRoom { get; set; } = 32_768;

    /// <summary>Messages that may queue for the senders; a power of two from 1,024; default 65,536. What does not fit is left to the sweep.</summary>
    public int RingCapacity { get; set; } = 65536;

    /// <summary>Tries of one message before it is a dead letter; 1 to 100; default 10.</summary>
    public int MaxAttempts { get; set; } = 10;

    /// <summary>Seconds before the second try; doubled for each further one; 0.01 to 60; default 1.</summary>
    public double BackoffBaseSeconds { get; set; } = 1;

    /// <summary>Longest time between two tries in seconds; 0.01 to 3,600; default 300.</summary>
    public double BackoffCapSeconds { get; set; } = 300;

    /// <summary>
    /// Milliseconds between two sweeps; 10 to 60,000; default 250. What is due by the clock is looked for at least once a
    /// second.
    /// </summary>
    public int SweepMilliseconds { get; set; } = 250;

    /// <summary>Rows that one sweep takes at most; 1 to 100,000; default 1,000.</summary>
    public int SweepBatch { get; set; } = 1000;

    /// <summary>
    /// Messages that are due and may wait in the outbox; 1 to 1,000,000; default 5,000. While so many wait, the rest
    /// stays where it is: the outbox takes no more than the relay carries away, however many are due at once.
    /// </summary>
    public int DueBacklog { get; set; } = 5000;

    /// <summary>Seconds without a sign of life after which an instance counts as dead; 3 to 3,600; default 15.</summary>
    public int InstanceTimeoutSeconds { get; set; } = 15;

    /// <summary>
    /// With a broker: seconds after which a message that was sent and not consumed is sent again, doubled each time; 5 to
    /// 86,400; default 60.
    /// </summary>
    public int RedeliverSeconds { get; set; } = 60;
}
