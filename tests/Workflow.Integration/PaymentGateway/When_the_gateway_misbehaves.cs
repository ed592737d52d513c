using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace Workflow.Integration.PaymentGateway;

public sealed class When_the_gateway_misbehaves : IDisposable
{
    private readonly TemporaryLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Should_decline_a_key_for_good()
    {
        await using var gateway = await GatewayProcess.StartAsync(_ledger.Path);
        await SetAsync(gateway, new { declined = 1 });
        var first = await gateway.ChargeAsync("one");
        await SetAsync(gateway, new { declined = 0 });

        var second = await gateway.ChargeAsync("one");

        Assert.Equal(HttpStatusCode.PaymentRequired, first.StatusCode);
        Assert.Equal("""{"key":"one","status":"declined","reason":"insufficient_funds"}""", await second.Content.ReadAsStringAsync());
        Assert.Equal(0m, Assert.Single(await gateway.LedgerAsync()).Money("captured"));
    }

    [Fact]
    public async Task Should_capture_without_an_answer_and_tell_when_asked()
    {
        await using var gateway = await GatewayProcess.StartAsync(_ledger.Path, "--unknown", "1");

        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.ChargeAsync("one"));

        Assert.Equal("captured", (await gateway.GetAsync("/charges/one")).Text("status"));
        Assert.Equal(HttpStatusCode.OK, (await gateway.ChargeAsync("one")).StatusCode);
        Assert.Equal(1, Assert.Single(await gateway.LedgerAsync()).GetProperty("captures").GetInt32());
    }

    [Fact]
    public async Task Should_fail_the_first_call_without_effect()
    {
        await using var gateway = await GatewayProcess.StartAsync(_ledger.Path, "--failing", "1");

        var first = await gateway.ChargeAsync("one");
        var between = await gateway.Http.GetAsync("/charges/one");
        var second = await gateway.ChargeAsync("one");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, between.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    [Fact]
    public async Task Should_answer_everything_with_an_error_while_it_is_broken()
    {
        await using var gateway = await GatewayProcess.StartAsync(_ledger.Path);
        await SetAsync(gateway, new { broken = true });

        Assert.Equal(HttpStatusCode.InternalServerError, (await gateway.ChargeAsync("one")).StatusCode);

        await SetAsync(gateway, new { broken = false });
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync("/charges/one")).StatusCode);
    }

    [Fact]
    public async Task Should_take_a_request_and_never_answer_while_it_hangs()
    {
        await using var gateway = await GatewayProcess.StartAsync(_ledger.Path);
        await SetAsync(gateway, new { hanging = true });

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gateway.Http.GetAsync("/charges/one", patience.Token));

        await SetAsync(gateway, new { hanging = false });
        Assert.Equal(HttpStatusCode.OK, (await gateway.ChargeAsync("one")).StatusCode);
    }

    [Fact]
    public async Task Should_capture_at_once_when_it_answers_late()
    {
        await using var gateway = await GatewayProcess.StartAsync(_ledger.Path, "--late=1", "--lateSeconds=0.5");
        var clock = Stopwatch.StartNew();

        var late = gateway.ChargeAsync("one");
        while ((await gateway.Http.GetAsync("/charges/one")).StatusCode is not HttpStatusCode.OK)
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30));
        Assert.False(late.IsCompleted);

        Assert.Equal(HttpStatusCode.OK, (await late).StatusCode);
        Assert.True(clock.Elapsed >= TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task Should_refuse_everything_in_an_outage_except_its_end()
    {
        await using var gateway = await GatewayProcess.StartAsync(_ledger.Path);
        await SetAsync(gateway, new { outage = true });
        var charge = await gateway.ChargeAsync("one");
        var look = await gateway.Http.GetAsync("/charges/one");
        await SetAsync(gateway, new { outage = false });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, charge.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, look.StatusCode);
        Assert.Empty(await gateway.LedgerAsync());
        Assert.Equal(HttpStatusCode.OK, (await gateway.ChargeAsync("one")).StatusCode);
    }

    [Fact]
    public async Task Should_refuse_a_share_that_is_none()
    {
        await using var gateway = await GatewayProcess.StartAsync(_ledger.Path);

        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.Http.PutAsJsonAsync("/faults", new { declined = 1.5 })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.Http.PutAsJsonAsync("/faults", new { decline = 0.5 })).StatusCode);
        Assert.Equal(0, (await gateway.GetAsync("/faults")).GetProperty("declined").GetDouble());
    }

    private static async Task SetAsync(GatewayProcess gateway, object faults) =>
        (await gateway.Http.PutAsJsonAsync("/faults", faults)).EnsureSuccessStatusCode();
}
