using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Workflow.Contracts;
using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.PaymentGateway;
using Workflow.Messaging;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.Payments;

/// <summary>The whole workflow in this process, and the real gateway beside it, whose faults a test chooses.</summary>
internal sealed class PaidShop : IAsyncDisposable
{
    public const string Secret = "shared with the gateway";

    private readonly TemporaryLedger _ledger = new();

    private PaidShop()
    {
    }

    public GatewayProcess Gateway { get; private set; } = null!;

    public RunningHost Host { get; private set; } = null!;

    /// <summary>Opens with goods for many orders; of a setting that stands twice the last one counts.</summary>
    public static async Task<PaidShop> OpenAsync(PostgresFixture postgres, params string[] settings)
    {
        var database = await postgres.CreateMigratedDatabaseAsync();
        var shop = new PaidShop();
        try
        {
            shop.Gateway = await GatewayProcess.StartAsync(shop._ledger.Path);
            shop.Host = await RunningHost.StartAsync(
                database,
                [
                    $"Payment:GatewayUrl={shop.Gateway.Http.BaseAddress}", $"Payment:CallbackSecret={Secret}", $"Admin:Key={SharedHost.AdminKey}",
                    // A slow machine must not turn an answer into none.
                    "Payment:TimeoutSeconds=60", "Orders:Payment:TimeoutSeconds=300",
                    "Orders:RetryBaseSeconds=0.05", "Payment:ReconcileAfterSeconds=86400", .. settings,
                ]);
            await OutboxWitness.CallAsync(shop.Host.Database);
            using var receipt = await When_goods_are_received.SendAsync(
                shop.Host.Http, When_goods_are_received.Receipt("initial", "85123A", 1_000), SharedHost.AdminKey);
            receipt.EnsureSuccessStatusCode();
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    public async Task MisbehaveAsync(object faults) =>
        (await Gateway.Http.PutAsJsonAsync("/faults", faults)).EnsureSuccessStatusCode();

    public Task<Guid> PlaceAsync(string body = Requests.Order) => Host.Http.AcceptedAsync(body);

    /// <summary>Returns when the order is in the state.</summary>
    public Task ReachAsync(Guid order, string state) => Eventually.EqualAsync(state, () => StateAsync(order));

    public Task<string> StateAsync(Guid order) => AskAsync(order, "SELECT state FROM orders.saga");

    public Task<string> ReasonAsync(Guid order) => AskAsync(order, "SELECT reason FROM orders.saga");

    public Task<string> StepAsync(Guid order) => AskAsync(order, "SELECT step FROM orders.saga");

    /// <summary>The last error that the order's history tells of.</summary>
    public Task<string> ErrorAsync(Guid order) =>
        AskAsync(order, "SELECT (array_agg(data ->> 'error' ORDER BY sequence DESC) FILTER (WHERE data ? 'error'))[1] FROM orders.order_event");

    public async Task<long> ReservedAsync() => await Host.ReadAsync<long>("SELECT reserved FROM stock.item");

    public Task<string> PaymentAsync(Guid order) =>
        AskAsync(order, "SELECT concat_ws(',', status, captured::float8, refunded::float8) FROM payments.payment");

    /// <summary>How often the order's history tells of it.</summary>
    public async Task<int> HappenedAsync(Guid order, string type) =>
        int.Parse(await AskAsync(order, $"SELECT (count(*) FILTER (WHERE type = '{type}'))::text FROM orders.order_event"));

    /// <summary>Returns when payment has worked on so many further messages about the order since the cause.</summary>
    public async Task LookedAtAsync(Guid order, int times, Func<Task>? cause = null)
    {
        var before = await LooksAsync();
        if (cause is not null)
            await cause();
        await Eventually.HoldsAsync(async () => await LooksAsync() >= before + times, $"payment has looked at it {times} times");

        async Task<int> LooksAsync() => int.Parse(await AskAsync(order, $"SELECT count(*)::text FROM {OutboxWitness.Table}"));
    }

    /// <summary>Returns when every message has arrived.</summary>
    public Task BeQuietAsync() => Eventually.EqualAsync(0L, () => Host.ReadAsync<long>("SELECT count(*) FROM messaging.outbox"));

    /// <summary>What the gateway itself holds of the order: captures, captured, refunded; null when it never heard of it.</summary>
    public async Task<string?> LedgerAsync(Guid order)
    {
        var account = (await Gateway.LedgerAsync()).SingleOrDefault(row => row.Text("key") == order.ToString("D"));
        return account.ValueKind == default
            ? null
            : FormattableString.Invariant($"{account.GetProperty("captures")},{(double)account.Money("captured")},{(double)account.Money("refunded")}");
    }

    public async Task SayAsync(string queue, OrderMessage message)
    {
        await using var connection = await Host.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await OutboxInsert.WriteAsync(connection, transaction, [OutboxRow.ToQueue(queue, message)], CancellationToken.None);
        await transaction.CommitAsync();
    }

    /// <summary>An operator lets the step that failed be tried again.</summary>
    public Task RetryAsync(Guid order) => SayAsync("order-saga", new RetryStep
    {
        OrderId = order,
        MessageId = MessageIds.New(TimeProvider.System.GetUtcNow()),
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        BusinessType = BusinessTypes.Normal,
        Operator = "olga",
        Reason = "the gateway is back",
    });

    /// <summary>An operator gives the order up.</summary>
    public Task GiveUpAsync(Guid order) => SayAsync("order-saga", new CompensateOrder
    {
        OrderId = order,
        MessageId = MessageIds.New(TimeProvider.System.GetUtcNow()),
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        BusinessType = BusinessTypes.Normal,
        Operator = "olga",
        Reason = "given up",
    });

    public static string Callback(Guid order, string status) => $$"""{"orderId":"{{order}}","pay_status":"{{status}}","reference":"ch_1"}""";

    /// <summary>Sends a callback over HTTP, signed with the secret unless another signature is given; an empty one is left out.</summary>
    public Task<HttpResponseMessage> CallBackAsync(string body, string? signature = null) => CallBackAsync(Host.Http, body, signature);

    public static Task<HttpResponseMessage> CallBackAsync(HttpClient http, string body, string? signature = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/payments/callbacks") { Content = Requests.Json(body) };
        if ((signature ?? Sign(body)) is { Length: > 0 } header)
            request.Headers.TryAddWithoutValidation("X-Signature", header);
        return http.SendAsync(request);
    }

    public static string Sign(string body, string secret = Secret) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
            await Host.DisposeAsync();
        if (Gateway is not null)
            await Gateway.DisposeAsync();
        _ledger.Dispose();
    }

    private async Task<string> AskAsync(Guid order, string sql)
    {
        await using var command = Host.Database.CreateCommand(sql + " WHERE order_id = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = order });
        return await command.ExecuteScalarAsync() as string ?? "";
    }
}
