using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Workflow.Host.Admin.Access;

/// <summary>Knows whoever sends a token as <c>Authorization: Bearer</c>.</summary>
internal sealed class AdminJwtAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AdminJwt tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string SchemeName = "Bearer";

    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[HeaderNames.Authorization] is not [{ } header] || !header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        return await tokens.JudgeAsync(header[Prefix.Length..].Trim()) is { } identity
            ? AuthenticateResult.Success(new AuthenticationTicket(AdminClaims.Principal(identity, SchemeName), SchemeName))
            : AuthenticateResult.Fail("The token is not to be believed.");
    }
}
