using System.Net;
using Workflow.Integration.Embedded;
using Workflow.Integration.PaymentGateway;

namespace Workflow.Integration.Intake;

public sealed class When_the_process_is_interrupted
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Should_end_in_order_and_leave_nothing_running(string signal)
    {
        using var data = DataDirectory.Open();
        using var ledger = new TemporaryLedger();
        await using var gateway = await GatewayProcess.StartAsync(ledger.Path);
        var gatewayUrl = $"--Payment:GatewayUrl={gateway.Http.BaseAddress}";
        List<Guid> accepted = [];
        await using (var host = await HostProcess.StartAsync(data, gatewayUrl))
        {
            using var receipt = await When_goods_are_received.SendAsync(
                host.Http, When_goods_are_received.Receipt("r", "85123A", 1_000), SharedHost.AdminKey);
            Assert.Equal(HttpStatusCode.OK, receipt.StatusCode);
            for (var i = 0; i < 20; i++)
                accepted.Add(await host.Http.AcceptedAsync());
            var server = host.ServerProcesses();
            Assert.All(server, pid => Assert.True(EmbeddedFacts.IsRunning(pid)));

            Assert.Equal(0, await host.EndAsync(signal));

            Assert.DoesNotContain(server, EmbeddedFacts.IsRunning);
            Assert.False(host.HasDescriptor);
        }

        await using var next = await HostProcess.StartAsync(data, gatewayUrl);
        foreach (var orderId in accepted)
            Assert.Equal(orderId, (await When_an_order_is_asked_for.ViewAsync(next.Http, orderId)).GetProperty("orderId").GetGuid());
    }
}
