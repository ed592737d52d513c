using System.Text;
using Workflow.Integration.Messaging.Cast;
using Workflow.Integration.RabbitMq;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Relay;

public abstract class When_a_message_cannot_be_read(TransportWorld world)
{
    private const string Good =
        """{"orderId":"ID","messageId":"ID","traceId":"0af7651916cd43dd8448eb211c80319c","businessType":"NORMAL","attempt":1}""";

    [Theory]
    [InlineData("malformed", "release-stock.v1", "{\"orderId\":")]
    [InlineData("not JSON", "release-stock.v1", "\0\u0001")]
    [InlineData("null", "release-stock.v1", "null")]
    [InlineData("unknown type", "release-everything.v9", Good)]
    [InlineData("no trace id", "release-stock.v1", """{"orderId":"ID","messageId":"ID","businessType":"NORMAL","attempt":1}""")]
    [InlineData("null trace id", "release-stock.v1", """{"orderId":"ID","messageId":"ID","traceId":null,"businessType":"NORMAL","attempt":1}""")]
    [InlineData("empty trace id", "release-stock.v1", """{"orderId":"ID","messageId":"ID","traceId":"","businessType":"NORMAL","attempt":1}""")]
    [InlineData("no business type", "release-stock.v1", """{"orderId":"ID","messageId":"ID","traceId":"0af7651916cd43dd8448eb211c80319c","attempt":1}""")]
    [InlineData("null business type", "release-stock.v1", """{"orderId":"ID","messageId":"ID","traceId":"0af7651916cd43dd8448eb211c80319c","businessType":null,"attempt":1}""")]
    [InlineData("no consumer on the queue", "commit-stock.v1", Good)]
    [InlineData("unknown event", "release-everything.v9", Good, "event:release-everything.v9")]
    public async Task Should_be_a_dead_letter_at_once(string what, string type, string body, string destination = "queue:letters")
    {
        await using var database = await world.CreateAsync();
        await using var instance = await Instance.StartAsync(database);
        var id = Guid.CreateVersion7();

        await instance.SendAsync(new OutboxRow
        {
            MessageId = id,
            OrderId = id,
            Destination = destination,
            MessageType = type,
            Body = Encoding.UTF8.GetBytes(body.Replace("ID", id.ToString())),
        });
        await instance.SendLetterAsync(Guid.CreateVersion7(), 2);

        await Eventually.EqualAsync(1, () => database.CountAsync("messaging.dead_letter"));
        Assert.Equal($"{id} unreadable 1", await database.ReadAsync<string>("SELECT concat_ws(' ', message_id, reason, attempts) FROM messaging.dead_letter"));
        Assert.True(await database.ReadAsync<bool>("SELECT error LIKE 'UnreadableMessageException: %' FROM messaging.dead_letter"), what);
        await Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));
        Assert.Equal([2], instance.Box.Letters.Select(letter => letter.Number));
    }
}

public sealed class When_a_message_cannot_be_read_in_memory(PostgresFixture postgres) : When_a_message_cannot_be_read(new TransportWorld(postgres));

public sealed class When_a_message_cannot_be_read_on_RabbitMQ(PostgresFixture postgres, RabbitMqFixture broker)
    : When_a_message_cannot_be_read(new TransportWorld(postgres, broker));
