using Microsoft.Extensions.Options;
using Workflow.Contracts;

namespace Workflow.Participants.Simulation;

/// <summary>Decides which orders the built-in participants treat badly; see <see cref="SimulationOptions"/>.</summary>
internal sealed class SimulatedFaults(IOptions<SimulationOptions> options)
{
    /// <summary>What the saga is told of a simulated failure.</summary>
    public const string Error = "simulated passing failure";

    private static readonly string[] Steps = [OrderSteps.Stock, OrderSteps.Payment, OrderSteps.Shipment];

    private readonly SimulationOptions _options = options.Value;

    /// <summary>Whether this attempt fails without any effect: the first one of one step of such an order.</summary>
    public bool Fails(string step, Guid orderId, int attempt) =>
        _options.TransientShare > 0
        && attempt == 1
        && Draw(orderId, "transient") < _options.TransientShare
        && Steps[(int)(Draw(orderId, "transient-step") * Steps.Length)] == step;

    /// <summary>Whether no carrier takes the goods of this order.</summary>
    public bool RejectsShipment(Guid orderId) =>
        _options.ShipmentRejectedShare > 0 && Draw(orderId, "shipment-rejected") < _options.ShipmentRejectedShare;

    private double Draw(Guid orderId, string kind) => StableDraw.Of(orderId, _options.Seed, kind);
}
