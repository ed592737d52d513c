namespace Workflow.Participants.Simulation;

/// <summary>
/// Makes the built-in participants misbehave for a share of the orders, so that demonstrations and tests see every path
/// of the workflow. Off by default; not for production. Section <c>Simulation</c>. Which orders are hit follows from the
/// order id and <see cref="Seed"/> alone, so a repeated run hits the same ones.
/// </summary>
public sealed class SimulationOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Simulation";

    /// <summary>Chooses other orders; any number; default 0.</summary>
    public int Seed { get; set; }

    /// <summary>Share of orders of which one step (stock, payment or shipment) fails at its first attempt; 0 to 1; default 0.</summary>
    public double TransientShare { get; set; }

    /// <summary>Share of orders that no carrier takes; 0 to 1; default 0.</summary>
    public double ShipmentRejectedShare { get; set; }
}
