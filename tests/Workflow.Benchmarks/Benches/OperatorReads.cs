using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using Workflow.Benchmarks.World;

namespace Workflow.Benchmarks.Benches;

/// <summary>Everything that operators read, with a key as programs do and with a cookie as browsers do.</summary>
internal sealed partial class OperatorReads : IDisposable
{
    // For so long the console gives the overview to all who look; then it reads anew.
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(2.1);

    private readonly HttpClient _program;
    private readonly HttpClient _browser;
    private readonly IReadOnlyList<(string Value, string Name)> _names;

    private OperatorReads((HttpClient Program, HttpClient Browser) clients, Known known, Guid bulk) =>
        ((_program, _browser), Paths, Pages, _names) = (clients, PathsOf(known, bulk), PagesOf(known, bulk), known.Names);

    /// <summary>What programs read.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>What people look at.</summary>
    public IReadOnlyList<string> Pages { get; }

    public static async Task<OperatorReads> OpenAsync(Shop shop, CancellationToken stop)
    {
        var program = new HttpClient { BaseAddress = shop.Addresses[0], Timeout = TimeSpan.FromSeconds(60) };
        program.DefaultRequestHeaders.Add("X-Admin-Key", shop.AdminKey);
        var browser = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = shop.Addresses[0], Timeout = TimeSpan.FromSeconds(60) };
        using (var signedIn = await browser.PostAsJsonAsync("/admin/sign-in", new { key = shop.AdminKey }, stop))
            signedIn.EnsureSuccessStatusCode();
        var bulk = await PreviewAsync(program, stop);
        var known = await KnownAsync(shop.Database, stop);
        return new OperatorReads((program, browser), known, bulk);
    }

    /// <summary>Ids and times are other ones in each run; what is compared from run to run has one name.</summary>
    public string NameOf(string path) =>
        Varying().Replace(_names.Aggregate(path, (text, name) => text.Replace(name.Value, name.Name, StringComparison.Ordinal)), match => match.Value.Contains('T') ? "TIME" : "ID");

    /// <summary>Freezes the selection of all suspended orders; the time that takes, in milliseconds.</summary>
    public async Task<double> PreviewAsync(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var bulk = await PreviewAsync(_program, stop);
        var time = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        using var given = await _program.PostAsJsonAsync($"/admin/bulk/{bulk}/cancel", new { reason = "measured" }, stop);
        given.EnsureSuccessStatusCode();
        return time;
    }

    /// <summary>Asks for each so many times; the times of each in milliseconds. Lists go on page by page.</summary>
    public async Task<Dictionary<string, List<double>>> AskAsync(int times, CancellationToken stop)
    {
        var found = Paths.Concat(Pages).ToDictionary(path => path, _ => new List<double>());
        var links = Paths.ToDictionary(path => path, path => path);
        for (var i = 0; i < times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            foreach (var path in Paths)
            {
                var (time, body) = await TimeAsync(_program, links[path], stop);
                found[path].Add(time);
                links[path] = NextOf(body) ?? path;
            }
            foreach (var page in Pages)
                found[page].Add((await TimeAsync(_browser, page, stop)).Ms);
            if (Stopwatch.GetElapsedTime(began) is var took && took < Shared)
                await Task.Delay(Shared - took, stop);
        }
        return found;
    }

    /// <summary>One who looks at a page, which asks for itself every two seconds, and goes on to another one now and then.</summary>
    public async Task<int> BrowseAsync(int number, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        var looks = 0;
        try
        {
            // Not all at the same moment.
            await Task.Delay(TimeSpan.FromMilliseconds(200 * number), stop);
            do
            {
                await TimeAsync(_browser, Pages[(number + (looks++ / 3)) % Pages.Count], stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return looks;
        }
        return looks;
    }

    public void Dispose()
    {
        _program.Dispose();
        _browser.Dispose();
    }

    private static async Task<(double Ms, byte[] Body)> TimeAsync(HttpClient client, string path, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), stop);
        var body = await answer.Content.ReadAsByteArrayAsync(stop);
        return answer.StatusCode == HttpStatusCode.OK
            ? (Stopwatch.GetElapsedTime(began).TotalMilliseconds, body) : throw new BenchException($"{path} was answered {(int)answer.StatusCode}.");
    }

    private static string? NextOf(byte[] body)
    {
        using var page = JsonDocument.Parse(body);
        return page.RootElement.ValueKind == JsonValueKind.Object && page.RootElement.TryGetProperty("nextLink", out var next) ? next.GetString() : null;
    }

    private static async Task<Guid> PreviewAsync(HttpClient program, CancellationToken stop)
    {
        using var answer = await program.PostAsJsonAsync("/admin/bulk", new { action = "retry", filter = new { state = "Suspended" }, reason = "to be measured" }, stop);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("bulkId").GetGuid();
    }

    private static async Task<Known> KnownAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        await using var command = database.CreateCommand(
            """
            SELECT (SELECT order_id FROM orders.saga WHERE state = 'Completed' LIMIT 1), (SELECT order_id FROM orders.saga WHERE state = 'AuthorizingPayment' AND finished_at IS NULL LIMIT 1),
                s.order_id, s.error_fingerprint, o.reference, o.customer_id, o.lines -> 0 ->> 0, (SELECT dead_letter_id FROM messaging.dead_letter LIMIT 1)
            FROM orders.saga s JOIN orders."order" o USING (order_id) WHERE s.state = 'Suspended' LIMIT 1
            """);
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return new Known(
            row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.IsDBNull(4) ? "none" : row.GetString(4), row.IsDBNull(5) ? "none" : row.GetString(5),
            row.GetString(6), row.GetGuid(7));
    }

    private static List<string> PathsOf(Known known, Guid bulk)
    {
        var now = DateTime.UtcNow;
        return
        [
            "/admin/overview", "/admin/graph", "/admin/orders", "/admin/orders?state=Suspended", "/admin/orders?state=Suspended&sort=stuck", "/admin/orders?state=AuthorizingPayment",
            "/admin/orders?state=Completed", "/admin/orders?state=Rejected", "/admin/orders?step=refund", "/admin/orders?minAttempt=2", "/admin/orders?minAgeSeconds=3600&sort=stuck",
            "/admin/orders?retryBefore=2100-01-01T00:00:00Z", "/admin/orders?businessType=SECKILL", $"/admin/orders?fingerprint={known.Fingerprint}&sort=stuck",
            $"/admin/orders?q={Uri.EscapeDataString(known.Reference)}", $"/admin/orders?q={known.Suspended}", $"/admin/orders?customerId={Uri.EscapeDataString(known.Customer)}",
            $"/admin/orders?sku={Uri.EscapeDataString(known.Sku)}", $"/admin/orders?sku={Uri.EscapeDataString(known.Sku)}&state=Suspended", "/admin/orders?sku=nobody-buys-it",
            string.Create(CultureInfo.InvariantCulture, $"/admin/orders?from={now.AddHours(-6):yyyy-MM-ddTHH:mm:ssZ}&to={now:yyyy-MM-ddTHH:mm:ssZ}"),
            "/admin/orders/groups", "/admin/orders/groups?of=retrying", "/admin/orders/groups?of=held",
            $"/admin/orders/{known.Suspended}", $"/admin/orders/{known.Running}", $"/admin/orders/{known.Finished}", $"/admin/orders/{known.Finished}?at=2100-01-01T00:00:00Z",
            "/admin/bulk", $"/admin/bulk/{bulk}", $"/admin/bulk/{bulk}/items", "/admin/dead-letters", "/admin/dead-letters/groups", $"/admin/dead-letters/{known.Letter}",
            "/admin/scheduled", "/admin/outbox", "/admin/lanes", "/admin/ring", "/admin/participants", "/admin/instances", "/admin/stock", "/admin/audit", "/admin/session",
        ];
    }

    private static List<string> PagesOf(Known known, Guid bulk) =>
    [
        "/", "/console/orders", "/console/orders?state=Suspended&sort=stuck", $"/console/orders/{known.Suspended}", $"/console/orders/{known.Finished}", "/console/stuck",
        "/console/dead-letters", $"/console/dead-letters/{known.Letter}", "/console/schedule", "/console/stock", "/console/instances", "/console/audit", $"/console/bulk/{bulk}",
        "/console/bulk/new?state=Suspended",
    ];

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f-]{27}|20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Varying();

    private sealed record Known(Guid Finished, Guid Running, Guid Suspended, string Fingerprint, string Reference, string Customer, string Sku, Guid Letter)
    {
        internal IReadOnlyList<(string Value, string Name)> Names =>
        [
            (Finished.ToString(), "FINISHED"), (Running.ToString(), "RUNNING"), (Suspended.ToString(), "SUSPENDED"), (Letter.ToString(), "LETTER"), (Fingerprint, "ERROR"),
            ("q=" + Uri.EscapeDataString(Reference), "q=REFERENCE"), ("customerId=" + Uri.EscapeDataString(Customer), "customerId=CUSTOMER"), ("sku=" + Uri.EscapeDataString(Sku), "sku=SKU"),
        ];
    }
}
