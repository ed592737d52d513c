using System.Net;
using System.Security.Claims;
using Workflow.Host.Admin.Audit;

namespace Workflow.Host.Admin.Access;

/// <summary>Exchanges a key, or a one-time link, for what a browser keeps in its cookie.</summary>
internal sealed class SignIn(AdminKeys keys, SignInLinks links, GuessLimiter guesses, AuditLog audit)
{
    internal const string Action = "sign-in";

    /// <summary>Who it is; null when the credential is wrong. A refusal is in the audit, as is the success.</summary>
    internal async Task<SignInResult> TryAsync(string? key, string? link, (IPAddress? Address, string TraceId) from)
    {
        if (guesses.WaitOf(from.Address) is { Ticks: > 0 } wait)
            return new SignInResult(null, wait);
        var identity = key is not null ? keys.Find(key) : link is not null && links.Exchange(link) ? links.Identity : null;
        if (identity is null)
        {
            guesses.Wrong(from.Address);
            await audit.NoteStrangerAsync(Action, from.Address, from.TraceId);
            return new SignInResult(null, TimeSpan.Zero);
        }
        guesses.Right(from.Address);
        var who = AdminClaims.Principal(identity, AdminAccess.CookieScheme);
        await audit.WriteAsync(
            new AuditEntry(Action, who) { Address = from.Address?.ToString(), TraceId = from.TraceId, Result = AuditResults.Done }, CancellationToken.None);
        return new SignInResult(who, TimeSpan.Zero);
    }

    /// <summary>Whether a cookie's credential is still good.</summary>
    internal bool IsCurrent(ClaimsPrincipal who)
    {
        var identity = new AdminIdentity(who.DisplayName(), who.Role() ?? "", who.FindFirst(AdminClaims.Stamp)?.Value ?? "");
        return keys.IsCurrent(identity) || identity == links.Identity;
    }
}

/// <summary>What a sign-in led to.</summary>
/// <param name="Who">Null when it was refused.</param>
/// <param name="Wait">How long the address has to wait; zero when it has not.</param>
internal sealed record SignInResult(ClaimsPrincipal? Who, TimeSpan Wait);
