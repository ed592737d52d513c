namespace Workflow.Messaging.Telemetry;

/// <summary>What is told to the outside; section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Telemetry";

    /// <summary>Seconds between two readings of the gauges that the database knows; 1 to 300; default 5.</summary>
    public int GaugeSeconds { get; set; } = 5;
}
