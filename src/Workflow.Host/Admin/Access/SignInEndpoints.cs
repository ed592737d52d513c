using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin.Access;

/// <summary>The browser's way in and out: <c>/admin/sign-in</c>, <c>/admin/sign-out</c>, <c>/admin/session</c>.</summary>
internal static class SignInEndpoints
{
    private const string Json = "application/json";

    private static readonly AdminBodyRule<SignInBody> Rule = new(
        AccessJson.Default.SignInBody, "{\"key\": \"...\"} or {\"link\": \"...\"}", Check, MaxBytes: 4 << 10);

    internal static void MapSignIn(this RouteGroupBuilder admin)
    {
        admin.MapPost("/sign-in", (HttpContext context, SignIn signIn) => PostAsync(context, signIn)).Anyone(SignIn.Action)
            .WithName("SignIn").WithSummary("Exchange a key, or the token of a one-time link, for a cookie.")
            .Accepts<SignInBody>(Json).Produces<SessionAnswer>(200, Json).ProducesProblems(400, 401, 403, 413, 415, 429, 503);
        admin.MapPost("/sign-out", Task<IResult> (HttpContext context) => LeaveAsync(context)).For(AdminRoles.Viewer, "sign-out")
            .WithName("SignOut").WithSummary("Give the cookie back.").Produces(204).ProducesProblems(401, 403);
        admin.MapGet("/session", (HttpContext context, IAntiforgery antiforgery) => GetAsync(context, antiforgery)).For(AdminRoles.Viewer, "session")
            .WithName("GetSession").WithSummary("Who is signed in, as what, and the token that changes need which come with a cookie.")
            .Produces<SessionAnswer>(200, Json).ProducesProblems(401, 503);
        SignInPage.Map(admin);
    }

    private static async Task PostAsync(HttpContext context, SignIn signIn)
    {
        if (CookieGuard.IsForeign(context.Request))
        {
            await context.RefuseAsync(AdminProblems.Forged(context.TraceId()));
            return;
        }
        if (await AdminBody.ReadAsync(context, Rule) is not { } body)
            return;
        var result = await signIn.TryAsync(body.Key, body.Link, (context.Connection.RemoteIpAddress, context.TraceId()));
        if (result.Who is { } who)
        {
            await context.SignInAsync(AdminAccess.CookieScheme, who);
            context.User = who;
            await GetAsync(context, context.RequestServices.GetRequiredService<IAntiforgery>());
            return;
        }
        await context.RefuseAsync(result.Wait > TimeSpan.Zero
            ? AdminProblems.LockedOut(context.TraceId(), result.Wait)
            : AdminProblems.WrongCredential(context.TraceId()));
    }

    private static async Task<IResult> LeaveAsync(HttpContext context)
    {
        await context.SignOutAsync(AdminAccess.CookieScheme);
        return Results.NoContent();
    }

    private static Task GetAsync(HttpContext context, IAntiforgery antiforgery)
    {
        // Only who has a cookie needs the token: others get no second cookie.
        var token = context.User.Identity?.AuthenticationType == AdminAccess.CookieScheme ? antiforgery.GetAndStoreTokens(context).RequestToken : null;
        context.Response.Headers.CacheControl = "no-store";
        var answer = new SessionAnswer(context.User.DisplayName(), context.User.Role()!, token, token is null ? null : CookieGuard.Header);
        return context.Response.WriteAsJsonAsync(answer, AccessJson.Default.SessionAnswer, cancellationToken: context.RequestAborted);
    }

    private static List<FieldError> Check(SignInBody? body) =>
        (body?.Key is null) == (body?.Link is null)
            ? [new FieldError("key", FieldErrorCodes.Missing, "Give a key or a link.")]
            : [];
}

/// <summary>A credential.</summary>
/// <param name="Key">One of the configured keys.</param>
/// <param name="Link">The token of a one-time link.</param>
internal sealed record SignInBody(string? Key, string? Link);

/// <summary>Who is signed in.</summary>
/// <param name="Name">As the audit calls them.</param>
/// <param name="Role">viewer, operator or admin.</param>
/// <param name="CsrfToken">To be sent with each change; absent without a cookie, where nothing of the kind is needed.</param>
/// <param name="CsrfHeader">In this header.</param>
internal sealed record SessionAnswer(string Name, string Role, string? CsrfToken, string? CsrfHeader);

[System.Text.Json.Serialization.JsonSourceGenerationOptions(
    PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow)]
[System.Text.Json.Serialization.JsonSerializable(typeof(SignInBody))]
[System.Text.Json.Serialization.JsonSerializable(typeof(SessionAnswer))]
internal sealed partial class AccessJson : System.Text.Json.Serialization.JsonSerializerContext;
