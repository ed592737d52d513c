using Workflow.Contracts;

namespace Workflow.Orchestrator.Intake;

/// <summary>
/// Limits of the intake, read from the section <c>Intake</c>. All are checked when the process starts; a value out of its
/// range, or a name that is not known, stops it with a message.
/// </summary>
public sealed class IntakeOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Intake";

    /// <summary>
    /// Requests that may wait for the intake lane. A power of two from 64 to 1,048,576; default 8,192. When the ring is
    /// full, a request is answered 429 at once.
    /// </summary>
    public int RingCapacity { get; set; } = 8_192;

    /// <summary>Largest body of one order, in bytes, and largest line of a batch. 1,024 to 16,777,216; default 1,048,576. Over it: 413.</summary>
    public int MaxBodyBytes { get; set; } = 1_048_576;

    /// <summary>Most lines of one order. 1 to 2,000; default 2,000. Over it: 400.</summary>
    public int MaxLines { get; set; } = 2_000;

    /// <summary>Most pieces of one line (<see cref="OrderLine.Quantity"/>). 1 to 1,000,000; default 1,000,000. Over it: 400.</summary>
    public int MaxQuantity { get; set; } = 1_000_000;

    /// <summary>Most orders of one batch; empty lines do not count. 1 to 100,000; default 10,000. What comes behind is not read.</summary>
    public int BatchMaxLines { get; set; } = 10_000;

    /// <summary>
    /// Largest batch, in bytes. From <see cref="MaxBodyBytes"/> to 1,073,741,824; default 67,108,864. What comes behind is not read.
    /// </summary>
    public long BatchMaxBytes { get; set; } = 67_108_864;

    /// <summary>
    /// Longest wait of a request for its commit, in seconds. 1 to 60; default 5. Over it: 503, and the order may or may
    /// not have been accepted, which the same idempotency key tells.
    /// </summary>
    public int DeadlineSeconds { get; set; } = 5;

    /// <summary>What a refused client is told to wait (<c>Retry-After</c>), in seconds. 1 to 300; default 1.</summary>
    public int RetryAfterSeconds { get; set; } = 1;

    /// <summary>
    /// Share of <see cref="RingCapacity"/> that the requests of one client may take at a time. Over 0 to 1; default 0.5.
    /// Over it: 429 for that client alone. 1 means no limit but the ring.
    /// </summary>
    public double ClientShare { get; set; } = 0.5;

    /// <summary>
    /// Most orders that are accepted and not yet started, over which new ones are answered 429. 1 to 10,000,000; default
    /// 50,000, and not below <see cref="RingCapacity"/>.
    /// </summary>
    public int MaxBacklog { get; set; } = 50_000;
}
