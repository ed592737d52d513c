using System.Security.Claims;
using Workflow.Host.Admin.Access;

namespace Workflow.Host.Admin.Audit;

/// <summary>
/// Through here goes everything that operators change, from whichever door: their role is looked at, the wish is in the audit
/// before anything happens, and afterwards what became of it. An audit that cannot be written lets nothing happen.
/// </summary>
internal sealed class OperatorDesk(AuditLog audit)
{
    /// <summary>Does it, if <paramref name="wish"/>'s author may.</summary>
    /// <param name="wish">What is wanted, by whom and why.</param>
    /// <param name="role">The least role that it needs.</param>
    /// <param name="act">Does it.</param>
    /// <param name="cancellationToken">Ends the act.</param>
    /// <exception cref="AdminForbiddenException">The author lacks the role; that is in the audit.</exception>
    internal async Task<T> ActAsync<T>(AuditEntry wish, string role, Func<CancellationToken, Task<Acted<T>>> act, CancellationToken cancellationToken)
    {
        if (!wish.Who.Has(role))
        {
            await audit.WriteAsync(wish with { Result = AuditResults.Refused, Detail = $"It needs the role {role}." }, cancellationToken);
            throw new AdminForbiddenException(role);
        }
        var id = await audit.WriteAsync(wish, cancellationToken);
        try
        {
            var acted = await act(cancellationToken);
            await audit.EndAsync(id, acted.Result, acted.Detail, acted.Target);
            return acted.Value;
        }
        catch (Exception error)
        {
            // The type and no more: a message may tell what was in a row.
            await audit.EndAsync(id, AuditResults.Failed, error.GetType().Name, null);
            throw;
        }
    }

    /// <summary>Everything can be seen by whoever has a role, and nothing by others.</summary>
    /// <exception cref="AdminForbiddenException">The reader has none.</exception>
    internal static void Demand(ClaimsPrincipal who, string role = AdminRoles.Viewer)
    {
        if (!who.Has(role))
            throw new AdminForbiddenException(role);
    }
}

/// <summary>What an act led to.</summary>
/// <param name="Value">For its caller.</param>
/// <param name="Result">One of <see cref="AuditResults"/>.</param>
/// <param name="Detail">The result in words, for the audit.</param>
/// <param name="Target">What it was about, when only the act knew.</param>
internal sealed record Acted<T>(T Value, string Result, string? Detail = null, string? Target = null);

/// <summary>The caller lacks a role.</summary>
internal sealed class AdminForbiddenException(string role) : Exception($"It needs the role {role}.")
{
    internal string Role => role;
}
