using Workflow.Messaging.Outbox;
using Workflow.Messaging.RabbitMq;

namespace Workflow.Tests.RabbitMq;

public sealed class UnconfirmedMessagesTests
{
    private readonly UnconfirmedMessages _messages = new();

    [Fact]
    public void Should_take_what_one_confirm_speaks_of()
    {
        var rows = Add(5);

        Assert.Equal([rows[2]], _messages.Take(3, multiple: false).Select(taken => taken.Row));
        Assert.Equal([rows[0], rows[1], rows[3]], _messages.Take(4, multiple: true).Select(taken => taken.Row));
        Assert.Equal(1, _messages.Count);
        Assert.Empty(_messages.Take(4, multiple: true));
        Assert.Empty(_messages.Take(4, multiple: false));
    }

    [Fact]
    public void Should_tell_a_returned_message_from_one_that_arrived()
    {
        var rows = Add(3);
        _messages.Return(rows[1].MessageId);

        Assert.Equal([false, true, false], _messages.Take(3, multiple: true).Select(taken => taken.Returned));
    }

    [Fact]
    public void Should_give_back_everything_in_order_when_the_channel_is_gone()
    {
        var rows = Add(4);
        _messages.Take(2, multiple: false);

        Assert.Equal([rows[0], rows[2], rows[3]], _messages.Close());
        Assert.Equal(0, _messages.Count);
        Assert.Equal(TimeSpan.Zero, _messages.Age);
    }

    [Fact]
    public void Should_take_no_message_that_nobody_would_give_back()
    {
        var row = Add(1)[0];
        _messages.Close();

        Assert.False(_messages.TryAdd(row));
        Assert.Equal(0, _messages.Count);
    }

    private OutboxRow[] Add(int count)
    {
        var rows = Enumerable.Range(0, count).Select(_ => new OutboxRow
        {
            MessageId = Guid.CreateVersion7(),
            OrderId = Guid.CreateVersion7(),
            Destination = "queue:stock",
            MessageType = "reserve-stock.v1",
            Body = [],
        }).ToArray();
        foreach (var row in rows)
            Assert.True(_messages.TryAdd(row));
        return rows;
    }
}
