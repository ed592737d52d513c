using Workflow.Integration.Embedded;

namespace Workflow.Integration.Processes;

public sealed class When_PostgreSQL_is_killed(ITestOutputHelper output)
{
    private const int Orders = 600;
    private const int Connections = 32;

    [Fact]
    public async Task Should_go_on_by_itself_when_it_is_back()
    {
        var seed = Seed();
        using var data = DataDirectory.Open();
        // Not the tests' shared cluster: that one takes the safety off, this one has the settings of the product.
        await using var postgres = await EmbeddedFacts.StartAsync(data);
        using var power = new PostgresPower(postgres);
        await using var shop = await SharedShop.OpenAsync(await postgres.CreateDatabaseAsync("shop"), hosts: 1, Orders, seed);

        var ordering = shop.Customers.OrderAsync(Connections);
        foreach (var (index, moment) in Moments(seed, 4).Index())
        {
            await shop.Customers.ReachedAsync(moment);
            await (index % 2 == 0 ? PostgresPower.KillBackendAsync(shop.Database) : power.CutAsync());
            await Until.TrueAsync(shop.Hosts[0].IsReadyAsync, () => Task.FromResult(shop.Hosts[0].Process!.Output));
        }
        await ordering;
        await shop.Customers.OrderAgainAsync();

        await shop.ProveAsync();
    }

    private int Seed()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return seed;
    }

    private static IEnumerable<int> Moments(int seed, int count)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => random.Next(1, Orders)).Order();
    }
}
