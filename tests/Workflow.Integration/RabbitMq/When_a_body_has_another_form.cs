using RabbitMQ.Client;
using Workflow.Contracts;
using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.Outbox;
using Workflow.TestSupport;

namespace Workflow.Integration.RabbitMq;

public sealed class When_a_body_has_another_form(PostgresFixture postgres, RabbitMqFixture broker)
{
    [Fact]
    public async Task Should_be_consumed_whatever_form_its_headers_name()
    {
        await using var database = await new TransportWorld(postgres, broker).CreateAsync();
        await using var instance = await Instance.StartAsync(database);
        await using var sender = await BrokerClient.ConnectAsync(database.Broker!);

        var sent = new List<Guid>();
        foreach (var form in Enum.GetValues<ContractForm>())
            foreach (var compression in Enum.GetValues<ContractCompression>())
            {
                var letter = Letters.Numbered(Guid.CreateVersion7(), 1);
                await PublishAsync(sender, ContractEncoding.Encode(letter, new(form, compression, CompressAboveBytes: 0)), letter.MessageId);
                sent.Add(letter.MessageId);
            }

        await Eventually.EqualAsync(sent.Count, () => Task.FromResult(instance.Box.Count));
        Assert.Equal(sent.Order(), instance.Box.Letters.Select(letter => letter.MessageId).Order());
    }

    [Fact]
    public async Task Should_be_stored_as_JSON_when_its_consumer_fails()
    {
        await using var database = await new TransportWorld(postgres, broker).CreateAsync();
        await using var instance = await Instance.StartAsync(database, 64, null, ("Relay:BackoffBaseSeconds", "60"));
        await using var sender = await BrokerClient.ConnectAsync(database.Broker!);
        instance.Box.Reading = _ => throw new InvalidOperationException("no");
        var letter = Letters.Numbered(Guid.CreateVersion7(), 1);

        await PublishAsync(sender, ContractEncoding.Encode(letter, new(ContractForm.Protobuf, ContractCompression.Gzip, 0)), letter.MessageId);

        await Eventually.EqualAsync(1, () => database.CountAsync("messaging.outbox WHERE attempts = 1"));
        Assert.Equal(MessageBodies.Serialize(letter), await database.ReadAsync<byte[]>("SELECT body FROM messaging.outbox"));
    }

    [Fact]
    public async Task Should_be_a_dead_letter_as_it_came_when_it_is_not_what_it_says()
    {
        await using var database = await new TransportWorld(postgres, broker).CreateAsync();
        await using var instance = await Instance.StartAsync(database);
        await using var sender = await BrokerClient.ConnectAsync(database.Broker!);
        byte[] garbage = [0x0A, 0xFF, 0xFF];

        await PublishAsync(sender, new EncodedContract("release-stock.v1", ContractEncoding.Protobuf, null, garbage), Guid.CreateVersion7());

        await Eventually.EqualAsync(1, () => database.CountAsync("messaging.dead_letter WHERE reason = 'unreadable'"));
        Assert.Equal(garbage, await database.ReadAsync<byte[]>("SELECT body FROM messaging.dead_letter"));
    }

    [Fact]
    public async Task Should_leave_in_the_form_that_its_destination_gets()
    {
        await using var database = await new TransportWorld(postgres, broker).CreateAsync();
        await using var instance = await Instance.StartAsync(database, 64, null, ("Wire:Protobuf", "abroad,letters"), ("Wire:Compressed", "packed"), ("Wire:CompressAboveBytes", "0"));
        await using var client = await BrokerClient.ConnectAsync(database.Broker!);
        var letter = Letters.Numbered(Guid.CreateVersion7(), 1);
        var unit = NoteUnit.New("all");
        foreach (var queue in (string[])["abroad", "packed", "plain"])
        {
            await client.DeclareAsync(queue);
            unit.Outgoing.Add(OutboxRow.ToQueue(queue, letter with { MessageId = Guid.CreateVersion7() }));
        }
        unit.Outgoing.Add(OutboxRow.ToQueue(Letters.Queue, letter));

        await instance.Box.Lane.RunAsync(unit);

        await Eventually.EqualAsync(1, () => Task.FromResult(instance.Box.Count));
        Assert.Equal(("application/x-protobuf", null), await TakeAsync(client, "abroad", letter));
        Assert.Equal(("application/json", "br"), await TakeAsync(client, "packed", letter));
        Assert.Equal(("application/vnd.workflow+json", null), await TakeAsync(client, "plain", letter));
    }

    private static async Task<(string?, string?)> TakeAsync(BrokerClient client, string queue, ReleaseStock letter)
    {
        BasicGetResult? got = null;
        await Eventually.HoldsAsync(() => (got = client.Channel.BasicGetAsync(queue, autoAck: true).GetAwaiter().GetResult()) is not null, $"{queue} has it");
        var read = (ReleaseStock)ContractEncoding.Decode("release-stock.v1", got!.Body.Span, got.BasicProperties.ContentType, got.BasicProperties.ContentEncoding);
        Assert.Equal(letter with { MessageId = read.MessageId }, read);
        return (got.BasicProperties.ContentType, got.BasicProperties.ContentEncoding);
    }

    private static ValueTask PublishAsync(BrokerClient sender, EncodedContract body, Guid messageId) => sender.Channel.BasicPublishAsync(
        "", Letters.Queue, mandatory: true,
        new BasicProperties
        {
            MessageId = messageId.ToString(),
            ContentType = body.ContentType,
            ContentEncoding = body.ContentEncoding,
            Headers = new Dictionary<string, object?> { ["message-type"] = body.MessageType },
        },
        body.Body);
}
