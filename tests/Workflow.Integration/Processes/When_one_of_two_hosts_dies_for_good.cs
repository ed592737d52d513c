using Workflow.TestSupport;

namespace Workflow.Integration.Processes;

public sealed class When_one_of_two_hosts_dies_for_good(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int Orders = 1_000;

    [Fact]
    public async Task Should_be_finished_by_the_other()
    {
        var seed = Random.Shared.Next();
        var moment = new Random(seed).Next(Orders / 4, Orders * 3 / 4);
        output.WriteLine($"seed {seed}, one dies after {moment} orders");
        await using var shop = await SharedShop.OpenAsync(await postgres.CreateDatabaseAsync(), hosts: 2, Orders, seed);

        var ordering = shop.Customers.OrderAsync(connections: 32);
        await shop.Customers.ReachedAsync(moment);
        await shop.Hosts[1].KillAsync();
        await ordering;
        await shop.Customers.OrderAgainAsync();

        await shop.ProveAsync();
        Assert.InRange((await Books.StatesAsync(shop.Database))["Completed"], Orders / 2, Orders);
    }
}
