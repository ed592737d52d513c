using System.Diagnostics;
using Npgsql;
using Workflow.Integration.Admin;
using Workflow.Integration.Intake;
using Workflow.Integration.PaymentGateway;
using Workflow.Messaging.DeadLetters;
using Workflow.TestSupport;

namespace Workflow.Integration.DeadLetters;

/// <summary>As many letters as a bad night leaves, in the host as it is shipped.</summary>
public sealed class When_there_are_100_000_letters(When_there_are_100_000_letters.Crowd crowd, ITestOutputHelper output)
    : IClassFixture<When_there_are_100_000_letters.Crowd>
{
    private static readonly (DateTimeOffset, Guid) Middle = (DateTimeOffset.UnixEpoch.AddDays(10_000), Guid.Empty);

    [Theory]
    [InlineData("first", "")]
    [InlineData("large", "&limit=500")]
    [InlineData("reason", "&reason=unreadable")]
    [InlineData("destination", "&destination=queue:payment")]
    [InlineData("message type", "&messageType=release-stock.v1")]
    [InlineData("fingerprint", "&fingerprint=0000000000000007")]
    [InlineData("order", "&orderId=00000000-0000-0000-0000-000000000001")]
    [InlineData("time", "&from=2026-01-01T00:00:00Z&to=2026-01-01T10:00:00Z")]
    [InlineData("nothing", "&reason=no%20such%20reason")]
    [InlineData("resent", "&state=resent")]
    [InlineData("resent by reason", "&state=resent&reason=no%20such%20reason")]
    public async Task Should_show_a_page_within_200_milliseconds(string what, string filter) =>
        Tell(what, await TimesAsync("/admin/dead-letters?" + filter.TrimStart('&')));

    [Theory]
    [InlineData("middle", 100)]
    [InlineData("last", 199)]
    public async Task Should_show_the_middle_and_the_end_as_fast(string what, int page)
    {
        // The letters are numbered by their seconds: the cursor of any page can be told.
        var at = Crowd.Newest.AddSeconds(-page * 500);
        var link = $"/admin/dead-letters?limit=500&cursor={new Workflow.Host.Admin.PageCursor(at, Guid.Empty).Encode()}";
        var items = (await (await crowd.Host.Http.AdminAsync(HttpMethod.Get, link)).JsonAsync()).GetProperty("items").GetArrayLength();
        Assert.InRange(items, 499, 500);
        Tell(what, await TimesAsync(link));
    }

    [Fact]
    public async Task Should_look_at_every_letter_within_a_second_where_it_has_to()
    {
        var groups = await (await crowd.Host.Http.AdminAsync(HttpMethod.Get, "/admin/dead-letters/groups")).JsonAsync();
        Assert.Equal(10, groups.GetProperty("items").GetArrayLength());
        Assert.Equal(100_000, groups.GetProperty("items").EnumerateArray().Sum(group => group.GetProperty("count").GetInt64()));
        Tell("groups", await TimesAsync("/admin/dead-letters/groups"), 1_000);
        Tell("two filters that never meet", await TimesAsync("/admin/dead-letters?reason=unreadable&destination=queue:payment"), 1_000);
    }

    [Fact]
    public async Task Should_find_every_page_by_an_index_in_its_order()
    {
        DeadLetterFilter[] filters =
        [
            new(), new() { Reason = "x" }, new() { Destination = "x" }, new() { MessageType = "x" }, new() { Fingerprint = "x" },
            new() { OrderId = Guid.Empty }, new() { From = Middle.Item1, To = Middle.Item1 }, new() { State = DeadLetterState.Resent },
            new() { State = DeadLetterState.Dropped, Fingerprint = "x" },
        ];
        foreach (var filter in filters)
        {
            foreach (var after in new (DateTimeOffset, Guid)?[] { null, Middle })
            {
                var plan = await PlanAsync(DeadLetterQuery.List(filter, after, 501));
                Assert.Contains("Index Scan", plan, StringComparison.Ordinal);
                Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
                Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
            }
        }
    }

    // The host's plans serve every value (see its data source), so the test asks for such a plan, and needs no values.
    private async Task<string> PlanAsync(NpgsqlCommand page)
    {
        await using var connection = await crowd.Host.Database.OpenConnectionAsync();
        var values = string.Join(", ", page.Parameters.Select(_ => "NULL"));
        await using var prepare = new NpgsqlCommand(
            $"SET plan_cache_mode = force_generic_plan; DEALLOCATE ALL; PREPARE page AS {page.CommandText}", connection);
        await prepare.ExecuteNonQueryAsync();
        await using var explain = new NpgsqlCommand($"EXPLAIN EXECUTE page{(values.Length == 0 ? "" : $"({values})")}", connection);
        await using var reader = await explain.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    /// <summary>The times of 20 pages from here on; the last one again when there are fewer.</summary>
    private async Task<List<double>> TimesAsync(string link)
    {
        List<double> times = [];
        while (times.Count < 20)
        {
            var started = Stopwatch.GetTimestamp();
            var page = await (await crowd.Host.Http.AdminAsync(HttpMethod.Get, link)).JsonAsync();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            link = page.TryGetProperty("nextLink", out var next) ? next.GetString()! : link;
        }
        return times;
    }

    private void Tell(string what, List<double> times, int limit = 200)
    {
        var sorted = times.Order().ToList();
        var median = sorted[sorted.Count / 2];
        output.WriteLine($"{what}: median {median:0.0} ms, slowest {sorted[^1]:0.0} ms of {sorted.Count} pages");
        Assert.InRange(median, 0, limit);
    }

    public sealed class Crowd(PostgresFixture postgres) : IAsyncLifetime
    {
        internal static readonly DateTimeOffset Newest = new(2026, 1, 2, 3, 46, 40, TimeSpan.Zero);

        // 100,000 open letters, one a second, and as many that were resent.
        private const string Insert =
            """
            INSERT INTO messaging.dead_letter (dead_letter_id, message_id, order_id, destination, message_type, body, reason, error, attempts,
                first_at, last_at, fingerprint, resolution, resolved_at)
            SELECT gen_random_uuid(), gen_random_uuid(), lpad((n / 5)::text, 32, '0')::uuid,
                CASE WHEN n % 10 < 3 THEN 'queue:stock' ELSE 'queue:payment' END,
                CASE WHEN n % 4 = 0 THEN 'release-stock.v1' ELSE 'reserve-stock.v1' END,
                convert_to(repeat('{"quantity":1},', 30), 'UTF8'),
                CASE WHEN n % 10 < 3 THEN 'unreadable' ELSE 'out of attempts' END, 'FormatException: ' || repeat('Never. ', 20), 10,
                $1::timestamptz - (n + 60) * interval '1 second', $1::timestamptz - n * interval '1 second', lpad((n % 10)::text, 16, '0'),
                $2::text, CASE WHEN $2::text IS NULL THEN NULL ELSE now() END
            FROM generate_series(1, 100000) AS n
            """;

        private RunningHost? _host;

        internal RunningHost Host => _host!;

        public async ValueTask InitializeAsync()
        {
            _host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync(), $"Admin:Key={SharedHost.AdminKey}");
            foreach (var resolution in new object[] { DBNull.Value, "resent" })
            {
                await using var insert = _host.Database.CreateCommand(Insert);
                insert.CommandTimeout = 300;
                insert.Parameters.Add(new NpgsqlParameter { Value = Newest.UtcDateTime });
                insert.Parameters.Add(new NpgsqlParameter { Value = resolution });
                await insert.ExecuteNonQueryAsync();
            }
            await using var analyze = _host.Database.CreateCommand("VACUUM ANALYZE messaging.dead_letter");
            analyze.CommandTimeout = 300;
            await analyze.ExecuteNonQueryAsync();
        }

        public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
