using System.Net.Http.Json;
using Workflow.Integration.PaymentGateway;
using Workflow.TestSupport;

namespace Workflow.Integration.Participants;

/// <summary>The payment participant with the real gateway process beside it.</summary>
public abstract class PaymentScene(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TemporaryLedger _ledger = new();
    private readonly List<ParticipantInstance> _instances = [];
    private string _database = "";

    private protected GatewayProcess Gateway { get; private set; } = null!;

    private protected ParticipantInstance Shop { get; private set; } = null!;

    private protected Guid Order { get; } = Commands.NewOrder();

    public async ValueTask InitializeAsync()
    {
        // The process last: nobody would end it if anything failed after its start.
        _database = await postgres.CreateMigratedDatabaseAsync();
        Gateway = await GatewayProcess.StartAsync(_ledger.Path);
        Shop = StartInstance();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
            await instance.DisposeAsync();
        await Gateway.DisposeAsync();
        _ledger.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected ParticipantInstance StartInstance(params (string Key, string Value)[] settings)
    {
        // A slow machine must not turn an answer into none.
        var instance = new ParticipantInstance(
            _database, [("Payment:GatewayUrl", Gateway.Http.BaseAddress!.ToString()), ("Payment:TimeoutSeconds", "60"), .. settings]);
        _instances.Add(instance);
        return instance;
    }

    private protected async Task MisbehaveAsync(object faults) =>
        (await Gateway.Http.PutAsJsonAsync("/faults", faults)).EnsureSuccessStatusCode();

    private protected Task<string> RowAsync() =>
        Shop.RowAsync($"SELECT status, captured::float8, refunded::float8 FROM payments.payment WHERE order_id = '{Order}'");

    /// <summary>What the gateway itself holds of the order: captures, captured, refunded; null when it never heard of it.</summary>
    private protected async Task<string?> LedgerAsync(Guid? order = null)
    {
        var account = (await Gateway.LedgerAsync()).SingleOrDefault(row => row.Text("key") == $"{order ?? Order:D}");
        return account.ValueKind == default
            ? null
            : FormattableString.Invariant($"{account.GetProperty("captures")},{(double)account.Money("captured")},{(double)account.Money("refunded")}");
    }
}
