using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;
using Workflow.TestSupport;

namespace Workflow.Integration.Admin;

/// <summary>Tokens of an OpenID Connect provider, whose keys are fetched from it.</summary>
public sealed class When_a_provider_vouches(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_believe_its_tokens_and_no_others()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var host = await StartAsync(provider.Authority);
        using var stranger = RSA.Create(2048);

        using var answer = await AskAsync(host, provider.Token("operator"));
        var session = await answer.JsonAsync();
        Assert.Equal(("Olga", "operator"), (session.Text("name"), session.Text("role")));
        Assert.All(
            new[]
            {
                provider.Token("admin", issuer: "https://elsewhere.example"), provider.Token("admin", audience: "another-service"),
                // Another key under the name of the published one, and one that nobody published.
                provider.Token("admin", key: stranger), provider.Token("admin", key: stranger, keyId: "unheard-of"),
            },
            token => Assert.Equal(HttpStatusCode.Unauthorized, AskAsync(host, token).Result.StatusCode));
        // Kept, and not fetched for each request.
        Assert.InRange(provider.Fetches, 1, 3);
    }

    [Fact]
    public async Task Should_follow_when_the_provider_changes_its_key()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var host = await StartAsync(provider.Authority);
        var before = provider.Token("operator");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, before));

        provider.ChangeKey();
        var after = provider.Token("operator");
        await Eventually.EqualAsync(HttpStatusCode.OK, () => StatusAsync(host, after));
        // A key that was withdrawn may have been stolen.
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, before));
    }

    [Fact]
    public async Task Should_refuse_and_not_fail_while_the_provider_is_away()
    {
        string authority, token;
        await using (var provider = await IdentityProvider.StartAsync())
            (authority, token) = (provider.Authority, provider.Token("operator"));
        await using var host = await StartAsync(authority);

        using var answer = await AskAsync(host, token);

        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        // Whoever has a key of our own is not kept waiting.
        using var own = await host.Http.AdminAsync(HttpMethod.Get, "/admin/session", key: Keys.Viewer);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    private async Task<RunningHost> StartAsync(string authority) => await RunningHost.StartAsync(
        await postgres.CreateMigratedDatabaseAsync(), [.. Keys.Settings, $"Admin:Jwt:Authority={authority}", "Admin:Jwt:Audience=workflow", "Admin:LockoutFailures=1000"]);

    private static async Task<HttpStatusCode> StatusAsync(RunningHost host, string token)
    {
        using var answer = await AskAsync(host, token);
        return answer.StatusCode;
    }

    private static Task<HttpResponseMessage> AskAsync(RunningHost host, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/admin/session");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return host.Http.SendAsync(request);
    }
}
