using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Workflow.Host.Serve;
using Workflow.TestSupport;

namespace Workflow.Browser.Cast;

/// <summary>The host as it is shipped, in this process, with goods on stock and a gateway that a test can let fail.</summary>
public sealed class Shop(PostgresFixture postgres) : IAsyncLifetime
{
    public const string Viewer = "victor-looks-at-it";
    public const string Operator = "olga-operates-on-it";
    public const string Admin = "anna-administers-it";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly string[] Settings =
    [
        "Admin:Keys:0:Name=victor", $"Admin:Keys:0:Key={Viewer}", "Admin:Keys:0:Role=viewer",
        "Admin:Keys:1:Name=olga", $"Admin:Keys:1:Key={Operator}", "Admin:Keys:1:Role=operator",
        "Admin:Keys:2:Name=anna", $"Admin:Keys:2:Key={Admin}", "Admin:Keys:2:Role=admin",
        "Intake:DeadlineSeconds=60", "Messaging:Lanes:CommandTimeoutSeconds=120", "Orders:RetryBaseSeconds=0.2", "Orders:Payment:TimeoutSeconds=300",
        "Payment:TimeoutSeconds=60",
    ];

    private Gateway? _gateway;
    private WebApplication? _app;
    private NpgsqlDataSource? _database;
    private string _connectionString = "";
    private int _port;

    public Uri Home => new($"http://127.0.0.1:{_port}");

    internal Gateway Gateway => _gateway!;

    internal HttpClient Http { get; } = new() { Timeout = Patience };

    public async ValueTask InitializeAsync()
    {
        _connectionString = await postgres.CreateMigratedDatabaseAsync();
        _database = NpgsqlDataSource.Create(_connectionString);
        _gateway = await Gateway.StartAsync();
        await StartAsync();
        await SendAsync("/stock/receipts", """{"receiptId":"opening","lines":[{"sku":"85123A","quantity":1000},{"sku":"71053","quantity":240},{"sku":"84406B","quantity":18}]}""", HttpStatusCode.OK);
    }

    /// <summary>Starts the host, at the address where it was before.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [$"--Urls=http://127.0.0.1:{_port}", $"--Payment:GatewayUrl={Gateway.Address}", .. Settings.Select(setting => "--" + setting)],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders();
        _app = WorkflowApplication.Build(builder, _connectionString);
        await _app.StartAsync();
        _port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
    }

    public async Task StopAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_app is not null)
            await StopAsync();
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>An accepted order.</summary>
    public async Task<Guid> PlaceAsync(string reference = "536365", string sku = "85123A", int quantity = 6)
    {
        var answer = await SendAsync(
            "/orders", $$"""{"reference":"{{reference}}","customerId":"17850","country":"United Kingdom","currency":"GBP","lines":[{"sku":"{{sku}}","quantity":{{quantity}},"unitPrice":2.55}]}""",
            HttpStatusCode.Accepted);
        return answer.GetProperty("orderId").GetGuid();
    }

    /// <summary>Orders that found the gateway out of order and used up their attempts.</summary>
    public async Task<List<Guid>> SuspendAsync(int count)
    {
        await Gateway.FailAsync(true);
        List<Guid> orders = [];
        for (var i = 0; i < count; i++)
            orders.Add(await PlaceAsync($"outage-{i + 1}"));
        foreach (var order in orders)
            await ReachAsync(order, "Suspended");
        await Gateway.FailAsync(false);
        return orders;
    }

    public Task ReachAsync(Guid order, string state) =>
        Until.HoldsAsync(async () => await ReadAsync<string>("SELECT coalesce((SELECT state FROM orders.saga WHERE order_id = $1), '')", order) == state, $"{order} is {state}");

    public async Task<T> ReadAsync<T>(string sql, params object[] values)
    {
        await using var command = _database!.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<JsonElement> SendAsync(string path, string body, HttpStatusCode expected, string key = Admin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Home, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Admin-Key", key);
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{path}: {answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }
}
