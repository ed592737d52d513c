using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Workflow.Participants.Simulation;

internal static class SimulationRegistration
{
    /// <summary>May be called by each participant; the first call counts.</summary>
    public static void TryAddSimulation(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(SimulatedFaults)))
            return;
        services.AddOptions<SimulationOptions>().Bind(configuration.GetSection(SimulationOptions.Section)).Validate(
            options => options is { TransientShare: >= 0 and <= 1, ShipmentRejectedShare: >= 0 and <= 1 },
            "Simulation: TransientShare and ShipmentRejectedShare must be 0 to 1.").ValidateOnStart();
        services.TryAddSingleton<SimulatedFaults>();
    }
}
