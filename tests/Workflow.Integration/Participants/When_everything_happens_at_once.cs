using Workflow.Contracts;
using Workflow.TestSupport;
using static Workflow.Integration.Participants.Commands;

namespace Workflow.Integration.Participants;

/// <summary>Two instances, one stock, and a shuffled deck of commands, many of them twice.</summary>
public sealed class When_everything_happens_at_once(PostgresFixture postgres)
{
    private const int Orders = 400;
    private const int Skus = 12;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Should_keep_the_sums_of_every_product(int seed)
    {
        var random = new Random(seed);
        var database = await postgres.CreateMigratedDatabaseAsync();
        await using var here = new ParticipantInstance(database);
        await using var there = new ParticipantInstance(database);
        await here.ReceiveAsync("initial", [.. Enumerable.Range(0, Skus).Select(n => ($"S{n:00}", 100))]);

        var work = Deck(random).Select(command => Run(random.Next(2) == 0 ? here : there, command))
            .Concat(Enumerable.Range(0, 20).Select(n => ReceiveTwice(here, there, (n, random.Next(Skus)))));
        await Task.WhenAll(work);

        Assert.Equal($"{(Skus * 100) + 200}", await here.RowAsync("SELECT sum(received) FROM stock.item"));
        Assert.Empty(await here.RowsAsync(
            """
            SELECT i.sku, i.reserved, i.sold, r.reserved, r.sold FROM stock.item i LEFT JOIN (
                SELECT line ->> 0 AS sku, sum((line ->> 1)::bigint) FILTER (WHERE status = 'Reserved') AS reserved,
                    sum((line ->> 1)::bigint) FILTER (WHERE status = 'Sold') AS sold
                FROM stock.reservation, jsonb_array_elements(items) AS line GROUP BY 1) r USING (sku)
            WHERE i.on_hand < 0 OR i.on_hand + i.reserved + i.sold <> i.received
               OR i.reserved <> coalesce(r.reserved, 0) OR i.sold <> coalesce(r.sold, 0)
            """));
        var kinds = await here.RowsAsync("SELECT status FROM stock.reservation GROUP BY 1 ORDER BY 1");
        Assert.Equal(["Rejected", "Released", "Sold"], kinds.Where(kind => kind != "Reserved"));
        await AssertOneStoryAnOrderAsync(here);
    }

    /// <summary>Reserve for every order, then a release or a sale of most of them; a third of all comes twice.</summary>
    private static OrderMessage[] Deck(Random random)
    {
        List<OrderMessage> deck = [];
        for (var n = 0; n < Orders; n++)
        {
            var order = NewOrder();
            deck.Add(Reserve(order, [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => ($"S{random.Next(Skus):00}", random.Next(1, 4)))]));
            OrderMessage? next = random.Next(3) switch { 0 => Release(order), 1 => Commit(order), _ => null };
            if (next is not null)
                deck.Add(next);
        }
        deck.AddRange(deck.Where(_ => random.Next(3) == 0).Select(command => random.Next(2) == 0 ? command : Copy(command)).ToList());
        var shuffled = deck.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static OrderMessage Copy(OrderMessage command) => command with { MessageId = NewOrder() };

    private static Task Run(ParticipantInstance instance, OrderMessage command) => Task.Run(() => instance.DeliverAsync(command));

    private static async Task ReceiveTwice(ParticipantInstance here, ParticipantInstance there, (int Receipt, int Sku) what)
    {
        var applied = await Task.WhenAll(
            here.ReceiveAsync($"R{what.Receipt}", ($"S{what.Sku:00}", 10)), there.ReceiveAsync($"R{what.Receipt}", ($"S{what.Sku:00}", 10)));
        Assert.Single(applied, was => was);
    }

    /// <summary>The answers of an order never contradict one another.</summary>
    private static async Task AssertOneStoryAnOrderAsync(ParticipantInstance instance)
    {
        foreach (var story in (await instance.AnswersAsync()).GroupBy(answer => answer.OrderId))
        {
            var told = story.Select(answer => answer.GetType()).Where(type => type != typeof(StockReleased)).Distinct();
            Assert.True(told.Count() <= 1, $"Order {story.Key} got {string.Join(", ", story.Select(answer => answer.GetType().Name))}.");
        }
    }
}
