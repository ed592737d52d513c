namespace Workflow.Messaging.Faults;

/// <summary>Disturbances for tests of the whole; section <c>Faults</c>. All off by default; never for production.</summary>
public sealed class FaultOptions
{
    /// <summary>Share of the messages that are sent twice; 0 to 1; default 0.</summary>
    public double DuplicateShare { get; set; }

    /// <summary>Share of the messages that change places with another of their batch; 0 to 1; default 0.</summary>
    public double ReorderShare { get; set; }

    /// <summary>Longest time in milliseconds by which a message is held back at random; 0 to 60,000; default 0.</summary>
    public int DelayMilliseconds { get; set; }

    /// <summary>Seconds by which this host's own clock is wrong; default 0.</summary>
    public double ClockShiftSeconds { get; set; }
}
