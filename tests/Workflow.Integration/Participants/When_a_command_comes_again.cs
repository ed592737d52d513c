using System.Text.RegularExpressions;
using Workflow.Contracts;
using Workflow.Integration.PaymentGateway;
using Workflow.TestSupport;
using static Workflow.Integration.Participants.Commands;

namespace Workflow.Integration.Participants;

/// <summary>The course of an order, with each of its commands repeated in every way a repeat can come.</summary>
public sealed partial class When_a_command_comes_again(PostgresFixture postgres) : IAsyncLifetime
{
    private const string State =
        """
        SELECT 'item', sku, received, on_hand, reserved, sold, NULL::text FROM stock.item
        UNION ALL SELECT 'reservation', status, NULL, NULL, NULL, NULL, items::text FROM stock.reservation
        UNION ALL SELECT 'payment', status, amount, captured, refunded, NULL, reference FROM payments.payment
        UNION ALL SELECT 'shipment', status, NULL, NULL, NULL, NULL, tracking_number FROM shipments.shipment
        ORDER BY 1, 2
        """;

    private readonly TemporaryLedger _ledger = new();
    private readonly Guid _order = NewOrder();
    private GatewayProcess _gateway = null!;
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayProcess.StartAsync(_ledger.Path);
        _database = await postgres.CreateMigratedDatabaseAsync();
        await using var shop = Start();
        await shop.ReceiveAsync("initial", ("A", 10));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _ledger.Dispose();
    }

    public static TheoryData<string> Courses => ["completed", "compensated", "compensated first", "short of goods"];

    [Theory]
    [MemberData(nameof(Courses))]
    public async Task Should_change_nothing_and_not_answer_when_the_message_is_the_same(string course)
    {
        await using var shop = Start();
        foreach (var command in Course(course))
        {
            await shop.DeliverAsync(command);
            var (state, answers) = (await shop.RowsAsync(State), await shop.AnswersAsync());

            await shop.DeliverAllAsync([command, command]);
            await using (var other = Start())
                await other.DeliverAsync(command);

            Assert.Equal(state, await shop.RowsAsync(State));
            Assert.Equal(answers.Count, (await shop.AnswersAsync()).Count);
        }
        await AssertChargedOnceAsync();
    }

    [Theory]
    [MemberData(nameof(Courses))]
    public async Task Should_change_nothing_and_answer_the_same_when_the_inbox_has_forgotten(string course)
    {
        await using var shop = Start();
        foreach (var command in Course(course))
        {
            var first = await shop.AskAsync(command);
            var state = await shop.RowsAsync(State);

            await shop.ExecuteAsync("DELETE FROM messaging.inbox");
            await using var other = Start();
            var again = await other.AskAsync(command);
            var renewed = await shop.AskAsync(Renewed(command));

            Assert.Equal(state, await shop.RowsAsync(State));
            Assert.Equal(Text(first), Text(again));
            Assert.Equal(Text(first), Text(renewed));
        }
        await AssertChargedOnceAsync();
    }

    [Theory]
    [MemberData(nameof(Courses))]
    public async Task Should_have_one_effect_when_all_copies_come_at_once(string course)
    {
        await using var expected = Start();
        await using var other = Start();
        foreach (var command in Course(course))
        {
            await Task.WhenAll(Enumerable.Range(0, 30).Select(n =>
                Task.Run(() => (n % 2 == 0 ? expected : other).DeliverAsync(n % 3 == 0 ? command : Renewed(command)))));
        }
        Assert.Equal(End(course), (await expected.RowsAsync(State)).Select(row => string.Join(',', row.Split(',').Take(6))));
        await AssertChargedOnceAsync();
    }

    private ParticipantInstance Start() => new(_database, ("Payment:GatewayUrl", _gateway.Http.BaseAddress!.ToString()));

    private OrderMessage[] Course(string name) => name switch
    {
        "completed" => [Reserve(_order, ("A", 2), ("A", 1)), Authorize(_order), Arrange(_order), Commit(_order)],
        "compensated" => [Reserve(_order, ("A", 3)), Authorize(_order), Arrange(_order), Cancel(_order), Refund(_order), Release(_order)],
        "compensated first" => [Cancel(_order), Refund(_order), Release(_order), Arrange(_order), Authorize(_order), Reserve(_order, ("A", 3))],
        _ => [Reserve(_order, ("A", 11)), Release(_order)],
    };

    private static string[] End(string course) => course switch
    {
        "completed" => ["item,A,10,7,0,3", "payment,Captured,12.5000,12.5000,0.0000,", "reservation,Sold,,,,", "shipment,Arranged,,,,"],
        "compensated" => ["item,A,10,10,0,0", "payment,Reversed,12.5000,12.5000,12.5000,", "reservation,Released,,,,", "shipment,Cancelled,,,,"],
        "compensated first" => ["item,A,10,10,0,0", "payment,Reversed,0.0000,0.0000,0.0000,", "reservation,Released,,,,", "shipment,Cancelled,,,,"],
        _ => ["item,A,10,10,0,0", "reservation,Rejected,,,,"],
    };

    private static OrderMessage Renewed(OrderMessage command) => command with { MessageId = NewOrder() };

    // 12.50 and 12.5000 are the same money.
    private static IEnumerable<string> Text(IEnumerable<OrderMessage> answers) =>
        answers.Select(answer => TrailingZeros().Replace((answer with { MessageId = Guid.Empty }).ToString(), ""));

    [GeneratedRegex(@"(?<=\.\d*)0+(?= )")]
    private static partial Regex TrailingZeros();

    private async Task AssertChargedOnceAsync()
    {
        foreach (var account in await _gateway.LedgerAsync())
            Assert.InRange(account.GetProperty("captures").GetInt32(), 0, 1);
    }
}
