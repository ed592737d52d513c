using System.Net;
using Workflow.Integration.Intake;
using Workflow.Integration.PaymentGateway;
using Workflow.TestSupport;

namespace Workflow.Integration.Admin;

/// <summary>Every admin endpoint that the host has, whoever added it.</summary>
public sealed class When_any_endpoint_is_attacked(When_any_endpoint_is_attacked.Shop shop) : IClassFixture<When_any_endpoint_is_attacked.Shop>
{
    private static readonly string[] Open = ["GET /admin/sign-in", "GET /admin/sign-in.css", "GET /admin/sign-in.js", "POST /admin/sign-in"];

    private static readonly string[] Hostile =
        ["'; DROP TABLE orders.saga; --", "\u0000", "%", "../../etc/passwd", "<script>", "9999999999999999999999", "-1", "{}", new string('x', 3_000)];

    private static readonly string[] Parameters =
    [
        "limit", "cursor", "state", "step", "q", "sku", "customerId", "orderId", "from", "to", "at", "fingerprint", "minAttempt", "minAgeSeconds",
        "retryBefore", "actor", "action", "result", "type", "dueBefore", "failing", "of", "sort", "unknown",
    ];

    private List<AdminEndpoint> Closed => [.. AdminEndpoint.Of(shop.Host).Where(endpoint => !Open.Contains(endpoint.ToString()))];

    [Fact]
    public void Should_be_open_only_for_the_way_in() =>
        Assert.Equal(Open, AdminEndpoint.Of(shop.Host).Where(endpoint => endpoint.Role is null).Select(endpoint => endpoint.ToString()));

    [Fact]
    public async Task Should_refuse_strangers()
    {
        Assert.True(Closed.Count > 30);
        foreach (var endpoint in Closed)
        {
            foreach (var key in new[] { null, "wrong" })
            {
                using var answer = await SendAsync(endpoint, key, "{}");
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{endpoint}: {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Should_refuse_every_role_below_its_own_and_no_other()
    {
        string[] roles = ["viewer", "operator", "admin"];
        foreach (var endpoint in Closed)
        {
            foreach (var role in roles)
            {
                using var answer = await SendAsync(endpoint, Keys.Of(role), endpoint.Pattern.EndsWith("sign-out", StringComparison.Ordinal) ? null : "[]");
                var isBelow = Array.IndexOf(roles, role) < Array.IndexOf(roles, endpoint.Role);
                Assert.True((answer.StatusCode == HttpStatusCode.Forbidden) == isBelow && (int)answer.StatusCode < 500, $"{endpoint} as {role}: {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Should_answer_hostile_words_with_a_refusal_or_with_nothing_found()
    {
        foreach (var endpoint in Closed.Where(endpoint => endpoint.IsRead))
        {
            foreach (var parameter in Parameters)
            {
                foreach (var text in Hostile)
                {
                    using var answer = await shop.Host.Http.AdminAsync(
                        HttpMethod.Get, $"{endpoint.Path}?{parameter}={Uri.EscapeDataString(text)}", key: Keys.Admin);
                    Assert.True((int)answer.StatusCode is 200 or 400 or 404, $"{endpoint}?{parameter}={text}: {answer.StatusCode}");
                }
            }
        }
        Assert.Equal(0, await shop.Host.ReadAsync<long>("SELECT count(*) FROM orders.saga"));
    }

    [Fact]
    public async Task Should_refuse_huge_pages_and_cursors_of_other_lists()
    {
        foreach (var endpoint in Closed.Where(endpoint => endpoint.IsRead))
        {
            foreach (var query in new[] { "limit=1000000", "cursor=zzzz!!", "cursor=YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4" })
            {
                using var answer = await shop.Host.Http.AdminAsync(HttpMethod.Get, $"{endpoint.Path}?{query}", key: Keys.Admin);
                Assert.True((int)answer.StatusCode is 400 or 404 or 200 && !(query.StartsWith("limit", StringComparison.Ordinal) && answer.StatusCode == HttpStatusCode.OK && endpoint.Pattern is "/admin/orders" or "/admin/audit" or "/admin/outbox"),
                    $"{endpoint}?{query}: {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Should_refuse_hostile_bodies()
    {
        string[] bodies = ["", "null", "[]", "{", "{\"unknown\":1}", "{\"operator\":\"\\u0000\"}", $"{{\"reason\":\"{new string('x', 70_000)}\"}}"];
        foreach (var endpoint in Closed.Where(endpoint => !endpoint.IsRead && !endpoint.Pattern.EndsWith("sign-out", StringComparison.Ordinal)))
        {
            foreach (var body in bodies)
            {
                using var answer = await SendAsync(endpoint, Keys.Admin, body);
                Assert.True((int)answer.StatusCode is 400 or 404 or 413, $"{endpoint} {body[..Math.Min(40, body.Length)]}: {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Should_answer_the_same_twice_at_once()
    {
        foreach (var endpoint in Closed.Where(endpoint => !endpoint.Pattern.EndsWith("sign-out", StringComparison.Ordinal)))
        {
            var body = endpoint.Pattern.Contains("orders", StringComparison.Ordinal) || endpoint.Pattern.Contains("bulk", StringComparison.Ordinal)
                ? """{"reason":"twice"}""" : "{}";
            var answers = await Task.WhenAll(SendAsync(endpoint, Keys.Admin, body, "twice"), SendAsync(endpoint, Keys.Admin, body, "twice"));
            Assert.True(answers[0].StatusCode == answers[1].StatusCode && (int)answers[0].StatusCode < 500, $"{endpoint}: {answers[0].StatusCode}, {answers[1].StatusCode}");
        }
    }

    [Fact]
    public async Task Should_stand_in_the_document_with_its_role()
    {
        var table = File.ReadLines(Path.Combine(Root(), "docs", "admin-api.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|').Select(cell => cell.Trim().Trim('`')).ToArray())
            .Where(cells => cells[1].Contains(" /", StringComparison.Ordinal)).Select(cells => $"{cells[1]} {cells[2]}").Order(StringComparer.Ordinal);
        var real = AdminEndpoint.Of(shop.Host).Select(endpoint => $"{Plain(endpoint)} {endpoint.Role ?? "everybody"}").Order(StringComparer.Ordinal);
        Assert.Equal(real, table);
        using var described = await shop.Host.Http.AdminAsync(HttpMethod.Get, "/openapi/admin.json", key: Keys.Viewer);
        Assert.True((await described.JsonAsync()).GetProperty("paths").EnumerateObject().Count() > 25);
    }

    private static string Plain(AdminEndpoint endpoint) => System.Text.RegularExpressions.Regex.Replace(
        endpoint.ToString().Replace("{documentName:regex(^admin$)}", "admin", StringComparison.Ordinal), @"\{(\w+):guid\}", "{$1}");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Workflow.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }

    private Task<HttpResponseMessage> SendAsync(AdminEndpoint endpoint, string? key, string? body, string? idempotencyKey = null) =>
        shop.Host.Http.AdminAsync(new HttpMethod(endpoint.Method), endpoint.Path, endpoint.IsRead ? null : body, key, idempotencyKey);

    public sealed class Shop(PostgresFixture postgres) : IAsyncLifetime
    {
        private RunningHost? _host;

        internal RunningHost Host => _host!;

        public async ValueTask InitializeAsync() => _host = await RunningHost.StartAsync(
            await postgres.CreateMigratedDatabaseAsync(), [.. Keys.Settings, "Admin:LockoutFailures=1000000"]);

        public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
