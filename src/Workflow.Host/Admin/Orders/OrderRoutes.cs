namespace Workflow.Host.Admin.Orders;

/// <summary>Registers what operators see and do of orders.</summary>
internal static class OrderRoutes
{
    internal static void AddOrderDesk(this IServiceCollection services)
    {
        services.AddSingleton<OrderSearch>();
        services.AddSingleton<OrderGroups>();
        services.AddSingleton<OrderSurroundings>();
        services.AddSingleton<OrderCases>();
        services.AddSingleton<OrderDesk>();
    }

    internal static void MapOrders(this RouteGroupBuilder admin)
    {
        admin.MapOrderList();
        admin.MapOrderGroups();
        admin.MapOrderGet();
        admin.MapOrderActions();
        admin.MapStateGraph();
    }
}
