using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Messaging;
using Workflow.Participants.Simulation;

namespace Workflow.Participants.Shipment;

/// <summary>Registers the shipments: arrangement and cancellation.</summary>
public static class ShipmentRegistration
{
    /// <summary>Pinned name of the queue that shipment reads.</summary>
    public const string Queue = "shipment";

    /// <summary>
    /// Adds the lane; reads the section <c>Shipment</c>. Needs <see cref="MessagingRegistration.AddWorkflowMessaging"/>.
    /// </summary>
    public static IServiceCollection AddShipment(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSimulation(configuration);
        services.AddOptions<ShipmentOptions>().Bind(configuration.GetSection(ShipmentOptions.Section));
        services.AddSingleton<ShipmentLane>();
        return services;
    }

    /// <summary>Adds the consumer to the bus.</summary>
    public static void AddShipmentConsumers(this IBusRegistrationConfigurator configurator) => configurator.AddSingleton<ShipmentConsumer>();

    /// <summary>Configures the endpoint of <see cref="Queue"/>.</summary>
    public static void ConfigureShipment(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        endpoint.UseLanes(context);
        endpoint.ConsumeInLanes<ShipmentConsumer>(context);
    }
}
