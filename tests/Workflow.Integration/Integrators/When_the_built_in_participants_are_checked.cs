using Microsoft.Extensions.DependencyInjection;
using Workflow.Integration.Participants;
using Workflow.Integration.PaymentGateway;
using Workflow.Integration.RabbitMq;
using Workflow.Participants.Stock;
using Workflow.TestSupport;

namespace Workflow.Integration.Integrators;

public sealed class When_the_built_in_participants_are_checked(PostgresFixture postgres, RabbitMqFixture rabbitMq)
{
    [Fact]
    public async Task Should_pass_every_check()
    {
        var broker = await rabbitMq.CreateVirtualHostAsync();
        using var ledger = new TemporaryLedger();
        await using var gateway = await GatewayProcess.StartAsync(ledger.Path, "--failing=0");
        using var host = BuiltInBus.Build(await postgres.CreateMigratedDatabaseAsync(), broker, gateway);
        await host.StartAsync();
        await host.Services.GetRequiredService<StockReceipts>().ReceiveAsync("initial", Commands.Lines(("check-participant", 1000)), CancellationToken.None);

        (await CheckedParticipant.RunAsync(broker, "shipment", "--refuse=Nowhere")).AssertPassed();
        (await CheckedParticipant.RunAsync(broker, "stock")).AssertPassed();
        (await CheckedParticipant.RunAsync(broker, "payment")).AssertPassed("refuses");
        await host.StopAsync();
    }

    [Fact]
    public async Task Should_pass_when_the_gateway_declines()
    {
        var broker = await rabbitMq.CreateVirtualHostAsync();
        using var ledger = new TemporaryLedger();
        await using var gateway = await GatewayProcess.StartAsync(ledger.Path, "--failing=0", "--declined=1");
        using var host = BuiltInBus.Build(await postgres.CreateMigratedDatabaseAsync(), broker, gateway);
        await host.StartAsync();

        var found = await CheckedParticipant.RunAsync(broker, "payment", "--refuse=99.99", "--only=refuses");
        Assert.True(found.ExitCode == 0, found.Text);
        await host.StopAsync();
    }
}
