namespace Workflow.Messaging.Telemetry;

/// <summary>What is told to the outside; section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Telemetry";

    /// <summary>Seconds between two readings of the gauges that the database knows; 1 to 300; default 5.</summary>
    public int GaugeSeconds { get; set; } = 5;

    /// <summary>
    /// Share of the traces that are recorded, when there is somebody to send them to; 0 to 1; default 0.01. At 0 no span is
    /// made at all.
    /// </summary>
    public double Sampling { get; set; } = 0.01;
}
