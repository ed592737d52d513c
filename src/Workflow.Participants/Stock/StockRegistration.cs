using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Messaging;
using Workflow.Participants.Simulation;

namespace Workflow.Participants.Stock;

/// <summary>Registers the stock: reservations, their release and sale, and receipts of goods.</summary>
public static class StockRegistration
{
    /// <summary>Pinned name of the queue that stock reads.</summary>
    public const string Queue = "stock";

    /// <summary>Adds the lane and the receipts; reads the section <c>Stock</c>. Needs <see cref="MessagingRegistration.AddWorkflowMessaging"/>.</summary>
    public static IServiceCollection AddStock(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSimulation(configuration);
        services.AddOptions<StockOptions>()
            .Bind(configuration.GetSection(StockOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .Validate(options => options.LowLevel is >= 0 and <= 1_000_000, "Stock:LowLevel must be 0 to 1,000,000.")
            .ValidateOnStart();
        services.AddSingleton<StockLane>();
        services.AddSingleton<StockReceipts>();
        return services;
    }

    /// <summary>Adds the consumer to the bus.</summary>
    public static void AddStockConsumers(this IBusRegistrationConfigurator configurator) => configurator.AddSingleton<StockConsumer>();

    /// <summary>Configures the endpoint of <see cref="Queue"/>.</summary>
    public static void ConfigureStock(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        endpoint.UseLanes(context);
        endpoint.ConsumeInLanes<StockConsumer>(context);
    }
}
