using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Workflow.Host.Telemetry;

/// <summary>Gives the server's span of a request the name and tags that OpenTelemetry has for it.</summary>
internal static class RequestSpans
{
    internal static void UseRequestSpans(this IApplicationBuilder app) => app.Use(static (context, next) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true, Recorded: true } span
            ? NameAsync(context, next, span)
            : next(context));

    private static async Task NameAsync(HttpContext context, RequestDelegate next, Activity span)
    {
        await next(context);
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        span.SetTag("http.request.method", context.Request.Method).SetTag("http.route", route).SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= 500)
            span.SetStatus(ActivityStatusCode.Error);
    }
}
