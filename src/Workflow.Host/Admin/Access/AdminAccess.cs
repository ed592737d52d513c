using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Workflow.Host.Admin.Access;

/// <summary>Registers who may: keys, tokens and cookies, and a policy for each role.</summary>
internal static class AdminAccess
{
    /// <summary>The scheme of all policies: it looks which credential a request brings.</summary>
    internal const string Scheme = "Workflow";

    internal const string CookieScheme = CookieAuthenticationDefaults.AuthenticationScheme;
    internal const string CookieName = "workflow-admin";

    internal static IServiceCollection AddAdminAccess(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(AdminOptions.Section);
        services.AddOptions<AdminOptions>().Bind(section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AdminOptions>, AdminOptionsCheck>();
        services.AddSingleton<AdminKeys>();
        services.AddSingleton<GuessLimiter>();
        services.AddSingleton<SignInLinks>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AdminRefusals>();
        services.AddCookieProtection();
        services.AddSingleton<AdminJwt>();
        services.AddSchemes();
        services.AddAuthorization(AddPolicies);
        services.AddCascadingAuthenticationState();
        return services;
    }

    private static void AddPolicies(AuthorizationOptions options)
    {
        foreach (var role in AdminRoles.All)
            options.AddPolicy(role, policy => policy.AddAuthenticationSchemes(Scheme).RequireAssertion(context => context.User.Has(role)));
    }

    private static void AddCookieProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("workflow");
        services.AddSingleton<CookieKeys>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = provider.GetRequiredService<CookieKeys>()));
        services.AddAntiforgery(options =>
        {
            options.HeaderName = CookieGuard.Header;
            options.Cookie.Name = "workflow-csrf";
            options.Cookie.SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
    }

    private static void AddSchemes(this IServiceCollection services)
    {
        services.AddAuthentication()
            .AddPolicyScheme(Scheme, null, options => options.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, AdminKeyAuthentication>(AdminKeyAuthentication.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, AdminJwtAuthentication>(AdminJwtAuthentication.SchemeName, null)
            .AddCookie(CookieScheme, ConfigureCookie);
        services.AddOptions<CookieAuthenticationOptions>(CookieScheme)
            .Configure<IOptions<AdminOptions>>((cookie, admin) => cookie.ExpireTimeSpan = TimeSpan.FromHours(admin.Value.SessionHours));
    }

    // A request that brings a key or a token is judged by it alone, never by a cookie that a browser added.
    private static string SchemeOf(HttpContext context)
    {
        if (context.Request.Headers.ContainsKey(AdminKeys.Header))
            return AdminKeyAuthentication.SchemeName;
        var takesTokens = context.RequestServices.GetRequiredService<IOptions<AdminOptions>>().Value.Jwt.IsOn;
        return takesTokens && context.Request.Headers.ContainsKey(HeaderNames.Authorization) ? AdminJwtAuthentication.SchemeName : CookieScheme;
    }

    private static void ConfigureCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = CookieName;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = async context =>
        {
            if (context.HttpContext.RequestServices.GetRequiredService<SignIn>().IsCurrent(context.Principal!))
                return;
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(CookieScheme);
        };
    }
}
