using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Host.Admin.Access;
using Workflow.Integration.Intake;
using Workflow.Integration.PaymentGateway;
using Workflow.TestSupport;

namespace Workflow.Integration.Admin;

public sealed class When_somebody_signs_in(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_keep_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        await using var host = await StartAsync();
        using var signedIn = await host.Http.PostAsync("/admin/sign-in", Requests.Json($$"""{"key":"{{Keys.Viewer}}"}"""));

        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("workflow-admin=", StringComparison.Ordinal));
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        var session = await (await host.Http.GetAsync("/admin/session")).JsonAsync();
        Assert.Equal(("victor", "viewer"), (session.Text("name"), session.Text("role")));
    }

    [Fact]
    public async Task Should_refuse_a_change_that_another_page_asks_for()
    {
        await using var host = await StartAsync();
        var token = await SignInAsync(host, $$"""{"key":"{{Keys.Operator}}"}""");
        var path = $"/admin/orders/{Guid.NewGuid()}/retry";

        using var forged = await host.Http.AdminAsync(HttpMethod.Post, path, """{"reason":"x"}""", key: null);
        await forged.ProblemAsync(HttpStatusCode.Forbidden, "forged_request");
        using var own = new HttpRequestMessage(HttpMethod.Post, path) { Content = Requests.Json("""{"reason":"x"}""") };
        own.Headers.Add("X-CSRF-Token", token);
        using var answer = await host.Http.SendAsync(own);
        await answer.ProblemAsync(HttpStatusCode.NotFound, "order_not_found");
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Should_not_be_signed_in_by_another_site(string header, string value)
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/sign-in") { Content = Requests.Json($$"""{"key":"{{Keys.Admin}}"}""") };
        request.Headers.Add(header, value);
        using var answer = await host.Http.SendAsync(request);
        await answer.ProblemAsync(HttpStatusCode.Forbidden, "forged_request");
    }

    [Fact]
    public async Task Should_use_a_link_once()
    {
        await using var host = await StartAsync();
        var link = host.Services.GetRequiredService<SignInLinks>().Create();

        await SignInAsync(host, $$"""{"link":"{{link}}"}""");
        Assert.Equal("admin", (await (await host.Http.GetAsync("/admin/session")).JsonAsync()).Text("role"));
        using var again = await host.Http.PostAsync("/admin/sign-in", Requests.Json($$"""{"link":"{{link}}"}"""));
        await again.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Should_be_signed_out_when_the_key_is_taken_away()
    {
        var database = await postgres.CreateMigratedDatabaseAsync();
        string cookie;
        await using (var host = await RunningHost.StartAsync(database, Keys.Settings))
        {
            using var answer = await host.Http.PostAsync("/admin/sign-in", Requests.Json($$"""{"key":"{{Keys.Viewer}}"}"""));
            cookie = answer.Headers.GetValues("Set-Cookie").First(set => set.StartsWith("workflow-admin=", StringComparison.Ordinal)).Split(';')[0];
        }

        // Another process opens it, because what seals cookies is in the database.
        await using (var host = await RunningHost.StartAsync(database, Keys.Settings))
            Assert.Equal(HttpStatusCode.OK, await WithCookieAsync(host, cookie));
        string[] changed = [.. Keys.Settings, "Admin:Keys:0:Key=victor-has-a-new-key"];
        await using (var host = await RunningHost.StartAsync(database, changed))
            Assert.Equal(HttpStatusCode.Unauthorized, await WithCookieAsync(host, cookie));
    }

    [Fact]
    public async Task Should_sign_out()
    {
        await using var host = await StartAsync();
        var token = await SignInAsync(host, $$"""{"key":"{{Keys.Viewer}}"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/sign-out");
        request.Headers.Add("X-CSRF-Token", token);
        using var left = await host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        using var after = await host.Http.GetAsync("/admin/session");
        await after.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Should_let_a_guesser_wait_even_with_the_right_key()
    {
        await using var host = await StartAsync("Admin:LockoutFailures=5");
        for (var guess = 0; guess < 5; guess++)
        {
            using var wrong = await host.Http.AdminAsync(HttpMethod.Get, "/admin/audit", key: "guess " + guess);
            await wrong.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        }

        using var right = await host.Http.AdminAsync(HttpMethod.Get, "/admin/audit", key: Keys.Admin);
        await right.PassingProblemAsync((HttpStatusCode)429, "locked_out");
        using var signIn = await host.Http.PostAsync("/admin/sign-in", Requests.Json($$"""{"key":"{{Keys.Admin}}"}"""));
        await signIn.PassingProblemAsync((HttpStatusCode)429, "locked_out");
        using var stranger = await host.Http.AdminAsync(HttpMethod.Get, "/admin/audit", key: null);
        await stranger.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Should_write_down_who_came_and_who_was_refused()
    {
        await using var host = await StartAsync();
        using var wrong = await host.Http.PostAsync("/admin/sign-in", Requests.Json("""{"key":"wrong"}"""));
        await SignInAsync(host, $$"""{"key":"{{Keys.Viewer}}"}""");
        using var refused = await host.Http.AdminAsync(HttpMethod.Post, $"/admin/orders/{Guid.NewGuid()}/retry", """{"reason":"x"}""", Keys.Viewer);
        var told = new[] { await refused.ProblemAsync(HttpStatusCode.Forbidden, "forbidden"), await wrong.JsonAsync() };

        using var answer = await host.Http.AdminAsync(HttpMethod.Get, "/admin/audit", key: Keys.Viewer);
        var lines = (await answer.JsonAsync()).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            ["victor order-retry refused", "victor sign-in done", "nobody sign-in refused"],
            lines.Select(line => $"{line.Text("actor")} {line.Text("action")} {line.Text("result")}"));
        // By it the line is found that an answer belongs to.
        Assert.Equal(told.Select(problem => problem.Text("traceId")), [lines[0].Text("traceId"), lines[2].Text("traceId")]);
    }

    [Fact]
    public async Task Should_show_a_page_that_runs_no_script_of_its_own_text()
    {
        await using var host = await StartAsync();
        using var page = await host.Http.GetAsync("/admin/sign-in");
        var html = await page.Content.ReadAsStringAsync();

        Assert.Contains("script-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("<style", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" on", string.Concat(html.Split('<').Skip(1).Select(tag => tag.Split('>')[0])), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/admin/sign-in.js")).StatusCode);
    }

    private async Task<RunningHost> StartAsync(params string[] settings) =>
        await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync(), [.. Keys.Settings, .. settings]);

    private static async Task<string> SignInAsync(RunningHost host, string body)
    {
        using var answer = await host.Http.PostAsync("/admin/sign-in", Requests.Json(body));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.JsonAsync()).Text("csrfToken")!;
    }

    private static async Task<HttpStatusCode> WithCookieAsync(RunningHost host, string cookie)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        using var answer = await client.GetAsync("/admin/session");
        return answer.StatusCode;
    }
}
