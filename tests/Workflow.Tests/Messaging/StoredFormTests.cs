using Workflow.Contracts;
using Workflow.Messaging.Outbox;
using Workflow.Tests.Contracts;

namespace Workflow.Tests.Messaging;

/// <summary>What a row of the outbox holds of a message, and the message that is made of it again.</summary>
public sealed class StoredFormTests
{
    public static TheoryData<Type> Contracts => [.. SampleMessages.Types];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_leave_out_the_ids_and_give_the_whole_message_back(Type type)
    {
        var message = SampleMessages.Full(type);

        var stored = MessageBodies.Store(message);

        var whole = ContractBinary.Encode(message);
        Assert.Equal(whole.Length - 36, stored.Length);
        Assert.Equal(whole, ContractBinary.Encode(Restore(message, stored)!));
    }

    [Fact]
    public void Should_understand_a_row_that_holds_the_ids_as_well()
    {
        var message = SampleMessages.Full(typeof(OrderPaid));
        var whole = ContractBinary.Encode(message);

        Assert.Equal(whole, ContractBinary.Encode(Restore(message, whole)!));
    }

    [Fact]
    public void Should_leave_JSON_and_what_nobody_can_read_as_it_is()
    {
        var message = SampleMessages.Full(typeof(OrderPaid));

        Assert.Null(Restore(message, MessageBodies.Serialize(message)));
        Assert.Null(Restore(message, [0xFF, 0xFF]));
        Assert.Null(Restore(message, []));
    }

    private static OrderMessage? Restore(OrderMessage message, byte[] stored) =>
        MessageBodies.Restore(MessageBodies.WireNameOf(message.GetType()), stored, message.OrderId, message.MessageId);
}
