using Microsoft.AspNetCore.Antiforgery;

namespace Workflow.Host.Admin.Access;

/// <summary>
/// A browser adds its cookie to whatever page asks it to: so a change that comes with a cookie must also bring a token that
/// only our own pages can read.
/// </summary>
internal static class CookieGuard
{
    internal const string Header = "X-CSRF-Token";

    /// <summary>Refuses forged requests before the handler sees them.</summary>
    internal static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (IsSafe(context.Request.Method) || context.User.Identity?.AuthenticationType != AdminAccess.CookieScheme)
            return await next(invocation);
        if (await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
            return await next(invocation);
        await context.RefuseAsync(AdminProblems.Forged(context.TraceId()));
        return Results.Empty;
    }

    /// <summary>Whether the request may have been made by another site's page.</summary>
    internal static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is [{ } site])
            return site is not ("same-origin" or "none");
        return request.Headers.Origin is [{ } origin]
            && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
