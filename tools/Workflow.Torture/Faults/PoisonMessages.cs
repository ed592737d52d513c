using System.Collections.Concurrent;
using System.Text;
using Npgsql;
using Workflow.Torture.Judge;
using Workflow.Torture.World;

namespace Workflow.Torture.Faults;

/// <summary>Messages that no consumer can read, each known by its id: all of them must be dead letters in the end.</summary>
internal sealed class PoisonMessages(TortureWorld world, Books books)
{
    private static readonly (string Queue, string Type)[] Queues =
    [
        ("order-saga", "submit-order.v1"),
        ("stock", "release-stock.v1"),
        ("payment", "refund-payment.v1"),
        ("shipment", "cancel-shipment.v1"),
    ];

    private readonly ConcurrentDictionary<Guid, Letter> _letters = new();

    /// <summary>Each message, with how often it was sent.</summary>
    public IReadOnlyDictionary<Guid, int> Sent => _letters.ToDictionary(pair => pair.Key, pair => pair.Value.Times);

    /// <summary>Each kind of poison on each queue; over the broker also from strangers, who know nothing of an outbox.</summary>
    public async Task InjectAsync()
    {
        foreach (var (queue, type) in Queues)
        {
            foreach (var letter in Kinds(queue, type))
            {
                // Known before it is sent: it may arrive although nobody says so.
                _letters[letter.Id] = letter;
                await SendAsync(letter);
            }
        }
    }

    /// <summary>
    /// Sends those again that are nowhere: a stranger's message has nobody who keeps it when its queue is deleted, or its
    /// broker dies before it has confirmed.
    /// </summary>
    public async Task<int> SendMissingAgainAsync()
    {
        var kept = (await books.DeadLettersAsync()).ToHashSet();
        var missing = _letters.Values.Where(letter => !kept.Contains(letter.Id)).ToList();
        foreach (var letter in missing)
            await SendAsync(letter);
        return missing.Count;
    }

    private static IEnumerable<Letter> Kinds(string queue, string type)
    {
        yield return Of(queue, type, _ => "{\"orderId\":");
        yield return Of(queue, "release-everything.v9", Body);
        yield return Of(queue, type, id => Body(id).Replace("traceId", "trace"));
        yield return Of(queue, type, id => Body(id).Replace("businessType", "business"));
        yield return Of(queue, null, Body);
    }

    private static string Body(Guid id) =>
        $$"""{"orderId":"{{id}}","messageId":"{{id}}","traceId":"0af7651916cd43dd8448eb211c80319c","businessType":"NORMAL","attempt":1}""";

    private static Letter Of(string queue, string? type, Func<Guid, string> body)
    {
        var id = Guid.CreateVersion7();
        return new Letter(id, queue, type, Encoding.UTF8.GetBytes(body(id)));
    }

    private async Task SendAsync(Letter letter)
    {
        letter.Times++;
        try
        {
            if (world.Broker is not { } broker)
                await books.PutIntoOutboxAsync(letter.Id, letter.Queue, letter.Type ?? "", letter.Body);
            else if (broker.Nodes.FirstOrDefault(node => node.IsRunning) is { } node)
                await BrokerClient.PublishAsync(node.Uri, letter.Queue, letter.Id, letter.Type, letter.Body);
        }
        catch (NpgsqlException)
        {
            // The database is away, or has it already: who is missing is sent again later.
            return;
        }
    }

    private sealed record Letter(Guid Id, string Queue, string? Type, byte[] Body)
    {
        public int Times { get; set; }
    }
}
