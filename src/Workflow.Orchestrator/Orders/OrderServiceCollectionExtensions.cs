using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Workflow.Orchestrator.Orders;

/// <summary>Registration of the order workflow.</summary>
public static class OrderServiceCollectionExtensions
{
    /// <summary>
    /// What <see cref="OrderStateMachine"/> asks for: its options, bound to section <c>Orders</c> and checked at start,
    /// and a shared source of chance. The time is messaging's, and the saga itself is registered with MassTransit.
    /// </summary>
    public static IServiceCollection AddOrders(this IServiceCollection services)
    {
        services.AddOptions<OrderOptions>().BindConfiguration(OrderOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OrderOptions>, OrderOptionsCheck>());
        services.TryAddSingleton(Random.Shared);
        return services;
    }
}
