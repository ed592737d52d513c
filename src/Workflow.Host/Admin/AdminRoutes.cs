using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Host.Admin.Bulk;
using Workflow.Host.Admin.Looks;
using Workflow.Host.Admin.Orders;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary>What all admin endpoints share: their root, and who may.</summary>
internal static class AdminRoutes
{
    internal static IServiceCollection AddAdmin(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAdminAccess(configuration);
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AuditQuery>();
        services.AddSingleton<OperatorDesk>();
        services.AddSingleton<DeadLetterDesk>();
        services.AddSingleton<ScheduleDesk>();
        services.AddSingleton<StockDesk>();
        services.AddOrderDesk();
        services.AddBulk();
        services.AddLooks();
        return services;
    }

    /// <summary>Everything under <c>/admin</c>. An endpoint that names no role here does not start.</summary>
    internal static void MapAdmin(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/admin").WithTags("Admin").AddEndpointFilter(CookieGuard.FilterAsync);
        admin.MapSignIn();
        admin.MapAudit();
        admin.MapScheduledList();
        admin.MapScheduledRun();
        admin.MapScheduledRunMany();
        admin.MapDeadLetters();
        admin.MapOrders();
        admin.MapBulk();
        admin.MapLooks();
    }

    /// <summary>Only for <paramref name="role"/> and those above it.</summary>
    internal static TBuilder For<TBuilder>(this TBuilder builder, string role, string action)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.RequireAuthorization(role);
        return builder.WithMetadata(new AdminApi(role, action));
    }

    /// <summary>For everybody: the way in.</summary>
    internal static TBuilder Anyone<TBuilder>(this TBuilder builder, string action)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AdminApi(null, action));

    /// <summary>The trace that this request belongs to.</summary>
    internal static string TraceId(this HttpContext context) => TraceParent.TraceIdOf(context);

    /// <summary>Answers with <paramref name="problem"/>.</summary>
    internal static Task RefuseAsync(this HttpContext context, Problem problem) =>
        Problems.WriteAsync(context.Response, problem, context.RequestAborted);

    /// <summary>Answers 400 and names every bad field.</summary>
    internal static Task RefuseAsync(this HttpContext context, IReadOnlyList<FieldError> errors) =>
        context.RefuseAsync(Problems.Invalid(context.TraceId(), errors));
}
