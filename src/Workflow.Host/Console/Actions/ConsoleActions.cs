using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Workflow.Host.Admin.Access;

namespace Workflow.Host.OperatorConsole.Actions;

/// <summary>
/// What the console's forms are sent to. Whoever is signed in gets here; the desks behind look at the role and write everything
/// into the audit, refusals too.
/// </summary>
internal static class ConsoleActions
{
    internal static void MapConsoleActions(this IEndpointRouteBuilder app)
    {
        var forms = app.MapGroup("/console").RequireAuthorization(AdminRoles.Viewer)
            .AddEndpointFilter(CookieGuard.FilterAsync).AddEndpointFilter(ConsoleAnswers.GuardAsync)
            .WithMetadata(new RequestSizeLimitAttribute(64 << 10)).ExcludeFromDescription();
        forms.MapOrderForms();
        forms.MapBulkForms();
        forms.MapDeadLetterForms();
        forms.MapScheduleForms();
        forms.MapStockForms();
        forms.MapPost("/sign-out", async (HttpContext context) =>
        {
            await context.SignOutAsync(AdminAccess.CookieScheme);
            return ConsoleAnswers.Said(SignInLinks.Path, "out");
        });
    }
}
