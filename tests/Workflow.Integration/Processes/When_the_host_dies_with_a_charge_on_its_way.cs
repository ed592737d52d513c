using Workflow.Integration.Intake;
using Workflow.Integration.PaymentGateway;
using Workflow.TestSupport;

namespace Workflow.Integration.Processes;

public sealed class When_the_host_dies_with_a_charge_on_its_way(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_not_charge_again_and_complete_the_order()
    {
        using var ledger = new TemporaryLedger();
        await using var gateway = Server.Gateway(ledger.Path, "--declined=0", "--unknown=0", "--late=1", "--lateSeconds=600");
        var database = await postgres.CreateMigratedDatabaseAsync();
        // The host would wait as long for the answer as the gateway keeps it: only the kill ends the call.
        await using var host = Server.Host(gateway, database, "--Payment:TimeoutSeconds=300", "--Messaging:Relay:InstanceTimeoutSeconds=3");
        await gateway.StartAsync();
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Address };
        using var receipt = await When_goods_are_received.SendAsync(http, When_goods_are_received.Receipt("initial", "85123A", 6), Server.AdminKey);
        receipt.EnsureSuccessStatusCode();
        var order = await http.AcceptedAsync();
        using var books = new HttpClient { BaseAddress = gateway.Address };
        await Until.TrueAsync(async () => await LedgerAsync(books) != "", () => Task.FromResult("no charge reached the gateway"));

        await host.KillAsync();
        Assert.Equal("Pending", await Books.AskAsync(database, "SELECT status FROM payments.payment"));
        await host.StartAsync();

        await Books.BeQuietAsync(database, 1);
        Assert.Equal("Completed", await Books.AskAsync(database, $"SELECT state FROM orders.saga WHERE order_id = '{order}'"));
        Assert.Contains("\"captures\":1,", await LedgerAsync(books), StringComparison.Ordinal);
        await Verify.FindsNothingAsync(database, gateway);
    }

    private static Task<string> LedgerAsync(HttpClient books) => books.GetStringAsync("/ledger");
}
