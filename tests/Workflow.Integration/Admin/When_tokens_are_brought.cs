using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Workflow.Integration.Intake;
using Workflow.Integration.PaymentGateway;
using Workflow.TestSupport;

namespace Workflow.Integration.Admin;

public sealed class When_tokens_are_brought(When_tokens_are_brought.Shop shop) : IClassFixture<When_tokens_are_brought.Shop>
{
    [Theory]
    [InlineData("shop-admins", "admin")]
    [InlineData("viewer", "viewer")]
    public async Task Should_know_the_person_and_the_role(string given, string role)
    {
        using var answer = await AskAsync(Token(role: given));
        var session = await answer.JsonAsync();
        Assert.Equal(("Olga", role), (session.Text("name"), session.Text("role")));
        Assert.False(session.TryGetProperty("csrfToken", out _));
    }

    [Fact]
    public async Task Should_allow_nothing_without_a_role()
    {
        using var answer = await AskAsync(Token(role: "cook"));
        await answer.ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData("issuer")]
    [InlineData("audience")]
    [InlineData("expired")]
    [InlineData("key")]
    [InlineData("unsigned")]
    [InlineData("public key as secret")]
    [InlineData("nonsense")]
    public async Task Should_not_believe_what_is_not_ours(string fault)
    {
        using var answer = await AskAsync(fault switch
        {
            "issuer" => Token(issuer: "https://elsewhere.example"),
            "audience" => Token(audience: "another-service"),
            "expired" => Token(lifetime: TimeSpan.FromMinutes(-10)),
            "key" => Token(key: new RsaSecurityKey(RSA.Create(2048))),
            "unsigned" => string.Join('.', Base64UrlEncoder.Encode("""{"alg":"none"}"""), Token().Split('.')[1], ""),
            "public key as secret" => Token(key: new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(shop.PublicKey))),
            _ => "a.b.c",
        });
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    private Task<HttpResponseMessage> AskAsync(string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/admin/session");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return shop.Host.Http.SendAsync(request);
    }

    private string Token(
        string issuer = Shop.Issuer, string audience = "workflow", string role = "admin", TimeSpan? lifetime = null, SecurityKey? key = null)
    {
        key ??= new RsaSecurityKey(shop.Key);
        var end = DateTime.UtcNow + (lifetime ?? TimeSpan.FromMinutes(10));
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = end.AddHours(-1),
            NotBefore = end.AddHours(-1),
            Expires = end,
            Claims = new Dictionary<string, object> { ["name"] = "Olga", ["groups"] = new[] { "staff", role } },
            SigningCredentials = new SigningCredentials(key, key is RsaSecurityKey ? SecurityAlgorithms.RsaSha256 : SecurityAlgorithms.HmacSha256),
        });
    }

    public sealed class Shop(PostgresFixture postgres) : IAsyncLifetime
    {
        internal const string Issuer = "https://login.example";

        private RunningHost? _host;

        internal RunningHost Host => _host!;

        internal RSA Key { get; } = RSA.Create(2048);

        internal string PublicKey => Key.ExportSubjectPublicKeyInfoPem();

        public async ValueTask InitializeAsync() => _host = await RunningHost.StartAsync(
            await postgres.CreateMigratedDatabaseAsync(), $"Admin:Jwt:Issuer={Issuer}", "Admin:Jwt:Audience=workflow",
            $"Admin:Jwt:SigningKeys:0={PublicKey}", "Admin:Jwt:RoleClaim=groups", "Admin:Jwt:Roles:admin=shop-admins");

        public async ValueTask DisposeAsync()
        {
            Key.Dispose();
            if (_host is not null)
                await _host.DisposeAsync();
        }
    }
}
