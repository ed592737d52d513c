using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Workflow.Host.Admin.Audit;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin.Access;

/// <summary>How the admin API refuses: as a problem in words, with 401 for a stranger, 403 for a wrong role and 429 for a guesser.</summary>
internal sealed class AdminRefusals(IOptions<AdminOptions> options, AuditLog audit) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _others = new();

    public async Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
            await next(context);
        else if (context.GetEndpoint()?.Metadata.GetMetadata<AdminApi>() is { } api)
            await RefuseAsync(context, api, authorizeResult.Forbidden);
        else
            await _others.HandleAsync(next, context, policy, authorizeResult);
    }

    private async Task RefuseAsync(HttpContext context, AdminApi api, bool isKnown)
    {
        var locked = context.Features.Get<LockedOut>();
        if (!HttpMethods.IsGet(context.Request.Method) && locked is null)
            await audit.NoteRefusalAsync(context, api, isKnown);
        if (locked is not null)
            await context.RefuseAsync(AdminProblems.LockedOut(context.TraceId(), locked.Wait));
        else if (isKnown)
            await context.RefuseAsync(AdminProblems.Forbidden(context.TraceId(), api.Role));
        else
            await ChallengeAsync(context);
    }

    private Task ChallengeAsync(HttpContext context)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = options.Value.Jwt.IsOn ? "AdminKey, Bearer" : "AdminKey";
        return context.RefuseAsync(options.Value.IsOpen ? Problems.Unauthorized(context.TraceId()) : AdminProblems.Closed(context.TraceId()));
    }
}

/// <summary>Marks an endpoint of the admin API.</summary>
/// <param name="Role">The least role that it needs; null for one that everybody may call.</param>
/// <param name="Action">What it does, as the audit calls it.</param>
internal sealed record AdminApi(string? Role, string Action);
