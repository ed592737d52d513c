using System.Net;

namespace Workflow.Integration.PaymentGateway;

public sealed class When_a_key_is_charged : IAsyncLifetime
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
    public async Task Should_capture_once_however_often_it_is_asked()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _gateway.ChargeAsync("one")));

        var bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal("""{"key":"one","status":"captured","reference":"REF","captured":12.50,"refunded":0}""",
            System.Text.RegularExpressions.Regex.Replace(Assert.Single(bodies.Distinct()), "ch_[0-9a-f]{16}", "REF"));
        var row = Assert.Single(await _gateway.LedgerAsync());
        Assert.Equal(1, row.GetProperty("captures").GetInt32());
        Assert.Equal(12.50m, row.Money("captured"));
    }

    [Fact]
    public async Task Should_take_every_one_of_many_keys_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(n => _gateway.ChargeAsync($"key-{n}", n + 0.25m)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var rows = await _gateway.LedgerAsync();
        Assert.Equal(500, rows.Select(row => row.Text("key")).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 500).Sum(n => n + 0.25m), rows.Sum(row => row.Money("captured")));
    }

    [Theory]
    [InlineData(12.51, "GBP")]
    [InlineData(12.50, "EUR")]
    public async Task Should_refuse_the_key_for_another_amount(double amount, string currency)
    {
        await _gateway.ChargeAsync("one");

        var answer = await _gateway.ChargeAsync("one", (decimal)amount, currency);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(12.50m, Assert.Single(await _gateway.LedgerAsync()).Money("captured"));
    }

    [Theory]
    [InlineData("", 1, "GBP")]
    [InlineData("key", 0, "GBP")]
    [InlineData("key", -1, "GBP")]
    [InlineData("key", 1, "gbp")]
    [InlineData("key", 1, "POUND")]
    public async Task Should_refuse_what_is_not_a_charge(string key, int amount, string currency)
    {
        var answer = await _gateway.ChargeAsync(key, amount, currency);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(await _gateway.LedgerAsync());
    }

    [Fact]
    public async Task Should_tell_what_became_of_it()
    {
        await _gateway.ChargeAsync("one");

        Assert.Equal("captured", (await _gateway.GetAsync("/charges/one")).Text("status"));
        Assert.Equal(HttpStatusCode.NotFound, (await _gateway.Http.GetAsync("/charges/other")).StatusCode);
    }
}
