using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Workflow.Host.Admin.Access;

/// <summary>Judges tokens of the configured provider: who it is here, and by which of our roles.</summary>
internal sealed class AdminJwt
{
    private const int MinSecretBytes = 32;
    private const int MaxToken = 16 << 10;

    private readonly AdminJwtOptions _options;
    private readonly TokenValidationParameters _rules;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxToken };

    public AdminJwt(IOptions<AdminOptions> options, TimeProvider time)
    {
        _options = options.Value.Jwt;
        _rules = new TokenValidationParameters
        {
            ValidAudience = _options.Audience,
            ValidIssuer = _options.Issuer,
            IssuerSigningKeys = _options.SigningKeys.ConvertAll(ReadKey),
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            // The database's clock, like everything here.
            LifetimeValidator = (from, to, _, rules) => IsNow(from, to, time.GetUtcNow().UtcDateTime, rules.ClockSkew),
            ClockSkew = TimeSpan.FromMinutes(1),
        };
        // Fetches the provider's keys when the first token comes, and again when a token has a key that it does not know.
        if (_options.Authority is { Length: > 0 } authority)
            _rules.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                authority.TrimEnd('/') + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever
                {
                    RequireHttps = new Uri(authority) is { IsLoopback: false },
                })
            {
                // Or a key that the provider has withdrawn, because it was stolen perhaps, would be believed for another hour.
                UseLastKnownGoodConfiguration = false,
            };
    }

    /// <summary>Who brings the token; null when it is not to be believed. Somebody with none of our roles has the role <c>none</c>.</summary>
    internal async Task<AdminIdentity?> JudgeAsync(string token)
    {
        if (token.Length > MaxToken)
            return null;
        var result = await _handler.ValidateTokenAsync(token, _rules);
        return result.IsValid ? Identity(result.ClaimsIdentity, _options) : null;
    }

    /// <summary>The highest of our roles that the token gives.</summary>
    internal static AdminIdentity Identity(ClaimsIdentity token, AdminJwtOptions options)
    {
        var given = token.FindAll(options.RoleClaim).SelectMany(claim => claim.Value.Split(' ')).ToHashSet(StringComparer.Ordinal);
        var role = AdminRoles.All.LastOrDefault(role => given.Contains(options.Roles.GetValueOrDefault(role, role)));
        var name = token.FindFirst(options.NameClaim)?.Value ?? token.FindFirst("sub")?.Value ?? "unnamed";
        return new AdminIdentity(new string([.. name.Where(character => !char.IsControl(character)).Take(AdminText.MaxName)]), role ?? "none", "");
    }

    /// <summary>A public key as PEM, or a secret as base64. Each kind of key fits its own algorithms only.</summary>
    /// <exception cref="ArgumentException">It is neither, or a secret that is too short.</exception>
    internal static SecurityKey ReadKey(string text)
    {
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            return ReadPublicKey(text);
        var secret = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, secret, out var length) || length < MinSecretBytes)
            throw new ArgumentException($"Admin:Jwt:SigningKeys must hold PEM, or base64 of {MinSecretBytes} bytes or more.");
        return new SymmetricSecurityKey(secret[..length]);
    }

    private static SecurityKey ReadPublicKey(string pem)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            var curve = ECDsa.Create();
            curve.ImportFromPem(pem);
            return new ECDsaSecurityKey(curve);
        }
    }

    private static bool IsNow(DateTime? from, DateTime? to, DateTime now, TimeSpan skew) =>
        to is { } end && now < end + skew && (from is not { } start || now >= start - skew);
}
