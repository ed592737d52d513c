using System.Net;

namespace Workflow.Integration.PaymentGateway;

public sealed class When_the_gateway_ends : IDisposable
{
    private readonly TemporaryLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Should_know_every_answer_after_a_kill()
    {
        List<string> before;
        await using (var gateway = await GatewayProcess.StartAsync(_ledger.Path))
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(n => gateway.ChargeAsync($"key-{n}", n + 1)));
            await gateway.ReverseAsync("key-7");
            before = [.. (await gateway.LedgerAsync()).Select(row => row.ToString())];
            await gateway.KillAsync();
        }

        await using var again = await GatewayProcess.StartAsync(_ledger.Path);

        Assert.Equal(before, (await again.LedgerAsync()).Select(row => row.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await again.ChargeAsync("key-0", 1)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await again.ChargeAsync("key-7", 8)).StatusCode);
        Assert.Equal(200, (await again.LedgerAsync()).Sum(row => row.GetProperty("captures").GetInt32()));
    }

    [Fact]
    public async Task Should_forget_the_piece_of_a_line_that_a_kill_left()
    {
        await using (var gateway = await GatewayProcess.StartAsync(_ledger.Path))
        {
            await gateway.ChargeAsync("one");
            await gateway.KillAsync();
        }
        await File.AppendAllTextAsync(_ledger.Path, """{"key":"two","status":"capt""");

        await using var again = await GatewayProcess.StartAsync(_ledger.Path);
        await again.ChargeAsync("three");
        await again.KillAsync();

        Assert.Equal(["one", "three"], (await File.ReadAllLinesAsync(_ledger.Path)).Select(line => line.Split('"')[3]));
    }

    [Fact]
    public async Task Should_exit_with_0_when_asked_to_end_also_while_an_answer_is_late()
    {
        await using var gateway = await GatewayProcess.StartAsync(_ledger.Path, "--late=1", "--lateSeconds=3600");
        var late = gateway.ChargeAsync("one");
        while ((await gateway.Http.GetAsync("/charges/one")).StatusCode is not HttpStatusCode.OK)
            Assert.False(late.IsCompleted);

        Assert.Equal(0, await gateway.TerminateAsync());

        await Assert.ThrowsAsync<HttpRequestException>(() => late);
    }

    [Fact]
    public async Task Should_have_its_ledger_alone()
    {
        await using var gateway = await GatewayProcess.StartAsync(_ledger.Path);

        Assert.Throws<IOException>(() => new Workflow.PaymentGateway.Ledger.ChargeLedger(_ledger.Path, TimeProvider.System));
    }
}
