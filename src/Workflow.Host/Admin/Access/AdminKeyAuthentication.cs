using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Workflow.Host.Admin.Access;

/// <summary>Knows whoever sends a key in the header <c>X-Admin-Key</c>.</summary>
internal sealed class AdminKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AdminKeys keys, GuessLimiter guesses)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string SchemeName = "AdminKey";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        var header = Request.Headers[AdminKeys.Header];
        if (header.Count == 0)
            return AuthenticateResult.NoResult();
        var address = Context.Connection.RemoteIpAddress;
        if (guesses.WaitOf(address) is { Ticks: > 0 } wait)
        {
            Context.Features.Set(new LockedOut(wait));
            return AuthenticateResult.Fail("Too many wrong keys.");
        }
        if (header is not [{ } given] || keys.Find(given) is not { } identity)
        {
            guesses.Wrong(address);
            return AuthenticateResult.Fail("The key is wrong.");
        }
        guesses.Right(address);
        return AuthenticateResult.Success(new AuthenticationTicket(AdminClaims.Principal(identity, SchemeName), SchemeName));
    }
}

/// <summary>The request's address has guessed too often.</summary>
internal sealed record LockedOut(TimeSpan Wait);
