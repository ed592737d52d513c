using System.Diagnostics;
using System.Globalization;
using System.Net;
using Workflow.Integration.Intake;
using Workflow.Integration.PaymentGateway;
using Workflow.TestSupport;

namespace Workflow.Integration.Admin;

/// <summary>
/// A hundredth of a busy shop's orders; all of them with <c>WORKFLOW_ADMIN_SCALE=100</c>. The limits are far above what is promised, so that
/// only a query that reads too much breaks them and a slow machine does not; the promised 100 ms are measured by <c>./workflow bench operator</c>.
/// </summary>
public sealed class When_there_are_a_million_orders(When_there_are_a_million_orders.Crowd crowd, ITestOutputHelper output)
    : IClassFixture<When_there_are_a_million_orders.Crowd>
{
    private const int PageLimit = 500;
    private const int BulkLimit = 5_000;

    [Theory]
    [InlineData("newest", "")]
    [InlineData("suspended, oldest first", "state=Suspended&sort=stuck")]
    [InlineData("suspended, newest first", "state=Suspended")]
    [InlineData("running", "state=AuthorizingPayment")]
    [InlineData("stuck by error", "fingerprint=00000003&sort=stuck")]
    [InlineData("next attempt", "retryBefore=2100-01-01T00:00:00Z")]
    [InlineData("attempts", "minAttempt=2")]
    [InlineData("age", "minAgeSeconds=60&sort=stuck")]
    [InlineData("step", "step=refund")]
    [InlineData("customer", "customerId=customer-7")]
    [InlineData("product that everybody buys", "sku=sku-1")]
    [InlineData("product that nobody buys", "sku=nothing")]
    [InlineData("product among the suspended", "sku=sku-3&state=Suspended")]
    [InlineData("business type", "businessType=SECKILL")]
    [InlineData("rejected", "state=Rejected")]
    [InlineData("text", "q=key-77")]
    [InlineData("reference", "q=reference-77")]
    [InlineData("time", "from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z")]
    public async Task Should_show_a_page_at_once(string what, string query) => Tell(what, await TimesAsync("/admin/orders?" + query), PageLimit);

    [Fact]
    public async Task Should_show_groups_one_order_and_the_overview_as_fast()
    {
        var list = await crowd.Host.Http.AdminJsonAsync(HttpMethod.Get, "/admin/orders?state=Suspended");
        Tell("groups", await TimesAsync("/admin/orders/groups"), PageLimit);
        Tell("one order", await TimesAsync($"/admin/orders/{list.GetProperty("items")[0].Text("orderId")}"), PageLimit);
        Tell("overview", await TimesAsync("/admin/overview"), PageLimit);
    }

    [Fact]
    public async Task Should_count_what_each_participant_is_waited_for_as_fast()
    {
        var participants = await crowd.Host.Http.AdminJsonAsync(HttpMethod.Get, "/admin/participants");
        var steps = participants.GetProperty("items").EnumerateArray().SelectMany(participant => participant.GetProperty("steps").EnumerateArray())
            .OrderBy(step => step.Text("step"), StringComparer.Ordinal)
            .Select(step => $"{step.Text("step")} {step.GetProperty("waiting")} {step.GetProperty("retrying")} {step.GetProperty("suspended")} {step.GetProperty("oldestSince").GetDateTimeOffset():O}");
        var counted = await crowd.Host.ReadAsync<string>(
            """
            SELECT string_agg(concat_ws(' ', step, waiting, retrying, suspended, to_char(oldest AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"0+00:00"')), E'\n' ORDER BY step) FROM (
                SELECT step, count(*) FILTER (WHERE state <> 'Suspended') AS waiting, count(*) FILTER (WHERE retry_at IS NOT NULL) AS retrying,
                    count(*) FILTER (WHERE state = 'Suspended') AS suspended, min(state_since) AS oldest
                FROM orders.saga WHERE finished_at IS NULL AND step IS NOT NULL GROUP BY step) AS rows
            """);

        Assert.Equal(counted, string.Join('\n', steps));
        Tell("participants", await TimesAsync("/admin/participants"), PageLimit);
    }

    [Fact]
    public async Task Should_preview_a_bulk_at_once()
    {
        List<double> times = [];
        for (var i = 0; i < 5; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var bulk = await crowd.Host.Http.AdminJsonAsync(HttpMethod.Post, "/admin/bulk", """{"action":"retry","filter":{},"reason":"x"}""", HttpStatusCode.Created);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Assert.Equal(100 * Crowd.Scale, bulk.GetProperty("total").GetInt32());
        }
        Tell("bulk preview", times, BulkLimit);
    }

    private async Task<List<double>> TimesAsync(string link)
    {
        List<double> times = [];
        while (times.Count < 11)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await crowd.Host.Http.AdminAsync(HttpMethod.Get, link);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var page = await answer.JsonAsync();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            link = page.TryGetProperty("nextLink", out var next) ? next.GetString()! : link;
        }
        return times;
    }

    private void Tell(string what, List<double> times, int limit)
    {
        var sorted = times.Order().ToList();
        var median = sorted[sorted.Count / 2];
        output.WriteLine($"{what}: median {median:0.0} ms, slowest {sorted[^1]:0.0} ms of {sorted.Count}");
        Assert.InRange(median, 0, limit);
    }

    public sealed class Crowd(PostgresFixture postgres) : IAsyncLifetime
    {
        internal static readonly int Scale =
            int.Parse(Environment.GetEnvironmentVariable("WORKFLOW_ADMIN_SCALE") ?? "1", CultureInfo.InvariantCulture);

        // For each unit of scale 10,000 ended, 1,000 running and 100 suspended orders, mixed, a second apart.
        private const string Insert =
            """
            CREATE TEMP TABLE n AS SELECT n, (lpad(to_hex((1767225600000 + n::bigint * 1000)), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid AS id,
                CASE WHEN n % 111 = 0 THEN 's' WHEN n % 111 <= 10 THEN 'r' ELSE 'e' END AS kind FROM generate_series(1, 11100 * $SCALE) AS n;
            INSERT INTO orders."order" (order_id, reference, idempotency_key, customer_id, currency, business_type, trace_id, total, accepted_at, lines)
            SELECT id, 'reference-' || n, 'key-' || n, 'customer-' || n % 5000, 'GBP', CASE WHEN n % 50 = 0 THEN 'SECKILL' ELSE 'NORMAL' END,
                lpad(to_hex(n), 32, '0'), 10, timestamptz '2026-01-01' + n * interval '1 second',
                jsonb_build_array(jsonb_build_array('sku-' || n % 10, 1, 5), jsonb_build_array('sku-' || n % 3000, 1, 5)) FROM n;
            INSERT INTO orders.saga (order_id, version, state, step, attempt, deadline_at, retry_at, last_error, error_fingerprint, state_since, finished_at, last_sequence)
            SELECT id, 1,
                CASE kind WHEN 's' THEN 'Suspended' WHEN 'e' THEN CASE WHEN n % 100 = 0 THEN 'Rejected' ELSE 'Completed' END
                    ELSE (ARRAY['ReservingStock', 'AuthorizingPayment', 'ArrangingShipment'])[n % 3 + 1] END,
                CASE kind WHEN 's' THEN (ARRAY['stock', 'payment', 'refund'])[n % 3 + 1] WHEN 'r' THEN (ARRAY['stock', 'payment', 'shipment'])[n % 3 + 1] END,
                CASE kind WHEN 's' THEN 3 WHEN 'r' THEN CASE WHEN n % 20 = 1 THEN 2 ELSE 1 END ELSE 0 END,
                CASE WHEN kind = 'r' AND n % 20 <> 1 THEN timestamptz '2100-01-01' END, CASE WHEN kind = 'r' AND n % 20 = 1 THEN timestamptz '2099-01-01' + n * interval '1 second' END,
                CASE WHEN kind = 's' OR kind = 'r' AND n % 20 = 1 THEN 'the bank is away' END,
                CASE WHEN kind = 's' OR kind = 'r' AND n % 20 = 1 THEN lpad((n % 7)::text, 8, '0') END,
                timestamptz '2026-01-01' + n * interval '1 second', CASE kind WHEN 'e' THEN timestamptz '2026-01-01' + (n + 2) * interval '1 second' END, 3 FROM n;
            INSERT INTO orders.order_event (order_id, sequence, type, state, causation_id, occurred_at)
            SELECT id, 1, 'order-submitted', 'ReservingStock', gen_random_uuid(), timestamptz '2026-01-01' + n * interval '1 second' FROM n;
            """;

        private RunningHost? _host;

        internal RunningHost Host => _host!;

        public async ValueTask InitializeAsync()
        {
            _host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync(), $"Admin:Key={SharedHost.AdminKey}");
            foreach (var sql in new[]
            {
                Insert.Replace("$SCALE", Scale.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
                "VACUUM ANALYZE orders.\"order\"", "VACUUM ANALYZE orders.saga", "VACUUM ANALYZE orders.order_event",
            })
            {
                await using var command = _host.Database.CreateCommand(sql);
                command.CommandTimeout = 3_600;
                await command.ExecuteNonQueryAsync();
            }
        }

        public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
