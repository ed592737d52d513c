using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary>What all admin endpoints share: their root, and the key that opens them.</summary>
internal static class AdminRoutes
{
    internal static IServiceCollection AddAdmin(this IServiceCollection services) => services.AddSingleton<AdminKey>();

    /// <summary>The group <c>/admin</c>: nobody gets in without the key.</summary>
    internal static RouteGroupBuilder MapAdmin(this IEndpointRouteBuilder app) =>
        app.MapGroup("/admin").WithTags("Admin").RequireAdminKey();

    /// <summary>Refuses with 401 before the handler sees the request.</summary>
    internal static TBuilder RequireAdminKey<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            if (context.RequestServices.GetRequiredService<AdminKey>().Admits(context.Request))
                return await next(invocation);
            await context.RefuseAsync(Problems.Unauthorized(context.TraceId()));
            return Results.Empty;
        });

    /// <summary>The trace that this request belongs to.</summary>
    internal static string TraceId(this HttpContext context) => TraceParent.TraceIdOrNew(context.Request.Headers.TraceParent);

    /// <summary>Answers with <paramref name="problem"/>.</summary>
    internal static Task RefuseAsync(this HttpContext context, Problem problem) =>
        Problems.WriteAsync(context.Response, problem, context.RequestAborted);

    /// <summary>Answers 400 and names every bad field.</summary>
    internal static Task RefuseAsync(this HttpContext context, IReadOnlyList<FieldError> errors) =>
        context.RefuseAsync(Problems.Invalid(context.TraceId(), errors));
}
