using System.Security.Claims;

namespace Workflow.Host.Admin.Access;

/// <summary>What somebody may do; each role may do what the ones before it may. Also the names of the authorization policies.</summary>
internal static class AdminRoles
{
    /// <summary>Sees everything, changes nothing.</summary>
    internal const string Viewer = "viewer";

    /// <summary>Decides of orders, dead letters and the schedule.</summary>
    internal const string Operator = "operator";

    /// <summary>Also brings goods to stock.</summary>
    internal const string Admin = "admin";

    internal static readonly string[] All = [Viewer, Operator, Admin];

    /// <summary>Whether <paramref name="who"/> has <paramref name="role"/> or one above it.</summary>
    internal static bool Has(this ClaimsPrincipal who, string role) =>
        who.Role() is { } held && Array.IndexOf(All, held) >= Array.IndexOf(All, role);

    /// <summary>The role that was given at sign-in; null for a stranger, and for somebody without any.</summary>
    internal static string? Role(this ClaimsPrincipal who) =>
        who.Identity?.IsAuthenticated == true && who.FindFirst(AdminClaims.Role)?.Value is { } role && All.Contains(role) ? role : null;

    /// <summary>For the audit: who it is.</summary>
    internal static string DisplayName(this ClaimsPrincipal who) =>
        who.Identity?.IsAuthenticated == true && who.Identity.Name is { Length: > 0 } name ? name : "nobody";
}

/// <summary>The claims of whoever signed in, whichever way.</summary>
internal static class AdminClaims
{
    /// <summary>One of <see cref="AdminRoles"/>.</summary>
    internal const string Role = "workflow-role";

    /// <summary>Name of the person, the program or the key.</summary>
    internal const string Name = "workflow-name";

    /// <summary>By which a cookie is known to be of a credential that is still good.</summary>
    internal const string Stamp = "workflow-stamp";

    internal static ClaimsPrincipal Principal(AdminIdentity identity, string authenticationType) => new(new ClaimsIdentity(
        [new Claim(Name, identity.Name), new Claim(Role, identity.Role), new Claim(Stamp, identity.Stamp)], authenticationType, Name, Role));
}

/// <summary>Somebody who showed a credential.</summary>
/// <param name="Name">For the audit.</param>
/// <param name="Role">One of <see cref="AdminRoles"/>.</param>
/// <param name="Stamp">Changes when the credential changes.</param>
internal sealed record AdminIdentity(string Name, string Role, string Stamp);
