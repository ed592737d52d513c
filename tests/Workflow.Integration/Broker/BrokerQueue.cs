using System.Text;
using RabbitMQ.Client;

namespace Workflow.Integration.Broker;

/// <summary>A durable quorum queue with a few confirmed messages, as the product's own are.</summary>
internal static class BrokerQueue
{
    private const string Name = "letters";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task<IConnection> ConnectAsync(Uri uri) => new ConnectionFactory
    {
        Uri = uri,
        AutomaticRecoveryEnabled = false,
    }.CreateConnectionAsync();

    public static async Task PublishAsync(IConnection connection, params string[] letters)
    {
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await DeclareAsync(channel);
        using var limit = new CancellationTokenSource(Limit);
        foreach (var letter in letters)
        {
            await channel.BasicPublishAsync(
                "", Name, mandatory: true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes(letter), limit.Token);
        }
    }

    public static async Task<List<string>> TakeAllAsync(IConnection connection)
    {
        await using var channel = await connection.CreateChannelAsync();
        await DeclareAsync(channel);
        List<string> letters = [];
        while (await channel.BasicGetAsync(Name, autoAck: true) is { } letter)
            letters.Add(Encoding.UTF8.GetString(letter.Body.Span));
        return letters;
    }

    private static Task DeclareAsync(IChannel channel) => channel.QueueDeclareAsync(
        Name, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
}
