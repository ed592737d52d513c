using Microsoft.AspNetCore.Authentication.Cookies;
using Workflow.Host.Admin.Access;
using Workflow.Host.OperatorConsole.Actions;
using Workflow.Host.OperatorConsole.Live;
using Workflow.Host.OperatorConsole.Shell;

namespace Workflow.Host.OperatorConsole;

/// <summary>
/// The operator's console at <c>/</c>. Pages are rendered on the server and hold no connection: the page asks again for itself
/// every few seconds, so that a restart of the host is no more to it than one answer that did not come.
/// </summary>
internal static class ConsoleRoutes
{
    internal static void AddConsole(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<SharedLooks>();
        services.AddSingleton<Samples>();
        services.AddHostedService(provider => provider.GetRequiredService<Samples>());
        services.Configure<CookieAuthenticationOptions>(AdminAccess.CookieScheme, options =>
        {
            options.LoginPath = options.AccessDeniedPath = SignInLinks.Path;
            options.ReturnUrlParameter = "return";
        });
    }

    internal static void MapConsole(this WebApplication app)
    {
        app.MapConsoleAssets();
        app.MapConsoleActions();
        app.MapRazorComponents<App>().RequireAuthorization(AdminRoles.Viewer);
    }
}
