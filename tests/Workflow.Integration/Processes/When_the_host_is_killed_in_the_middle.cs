namespace Workflow.Integration.Processes;

public sealed class When_the_host_is_killed_in_the_middle(ITestOutputHelper output)
{
    private const int Orders = 1_500;
    private const int Connections = 32;
    private const int Kills = 5;

    [Fact]
    public async Task Should_lose_no_order_and_do_nothing_twice()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        await using var shop = await PrivateShop.OpenAsync(Orders, seed);

        var ordering = shop.Customers.OrderAsync(Connections);
        foreach (var (moment, victim) in Moments(seed, shop))
        {
            await shop.Customers.ReachedAsync(moment);
            await victim.KillAsync();
            await victim.StartAsync();
            output.WriteLine($"killed {victim.Address} after {moment} orders");
        }
        await ordering;
        await shop.Customers.OrderAgainAsync();

        await Books.BeQuietAsync(shop.Database, Orders);
        await Books.HoldExactlyAsync(shop.Database, shop.Customers);
        await Verify.FindsNothingAsync(shop.Database, shop.Gateway);
        var states = await Books.StatesAsync(shop.Database);
        output.WriteLine(string.Join(", ", states));
        Assert.All(["Completed", "Rejected", "Cancelled"], state => Assert.NotEqual(0, states.GetValueOrDefault(state)));
        Assert.InRange(states["Completed"], Orders / 2, Orders);
    }

    // Moments are numbers of 202s, not times: the same on every machine. The gateway dies once, between the hosts' deaths.
    private static IEnumerable<(int Moment, Server Victim)> Moments(int seed, PrivateShop shop)
    {
        var random = new Random(seed);
        var gateway = random.Next(Kills + 1);
        return Enumerable.Range(0, Kills + 1).Select(_ => random.Next(1, Orders)).Order()
            .Select((moment, index) => (moment, index == gateway ? shop.Gateway : shop.Host));
    }
}
