using System.Net;

namespace Workflow.Integration.PaymentGateway;

public sealed class When_a_charge_is_reversed : IAsyncLifetime
{
    private readonly TemporaryLedger _ledger = new();
    private GatewayProcess _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync(_ledger.Path);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _ledger.Dispose();
    }

    [Fact]
    public async Task Should_give_back_once_what_was_captured()
    {
        await _gateway.ChargeAsync("one");

        var first = await (await _gateway.ReverseAsync("one")).JsonAsync();
        var second = await (await _gateway.ReverseAsync("one")).JsonAsync();

        Assert.Equal("reversed", first.Text("status"));
        Assert.Equal(12.50m, first.Money("refunded"));
        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal(12.50m, Assert.Single(await _gateway.LedgerAsync()).Money("refunded"));
    }

    [Fact]
    public async Task Should_refuse_the_charge_that_comes_later()
    {
        var reversal = await (await _gateway.ReverseAsync("one")).JsonAsync();
        var charge = await _gateway.ChargeAsync("one");

        Assert.Equal(0m, reversal.Money("captured"));
        Assert.Equal(HttpStatusCode.Conflict, charge.StatusCode);
        Assert.Equal("reversed", (await charge.JsonAsync()).Text("status"));
        Assert.Equal(0, Assert.Single(await _gateway.LedgerAsync()).GetProperty("captures").GetInt32());
    }

    [Fact]
    public async Task Should_refuse_the_same_charge_again()
    {
        await _gateway.ChargeAsync("one");
        await _gateway.ReverseAsync("one");

        var again = await _gateway.ChargeAsync("one");

        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal(1, Assert.Single(await _gateway.LedgerAsync()).GetProperty("captures").GetInt32());
    }
}
