using Google.Protobuf;
using Workflow.Contracts;
using Workflow.Contracts.Protobuf;
using Workflow.Tests.Contracts.Schema;

namespace Workflow.Tests.Contracts;

/// <summary>
/// What we write is what Google's own library reads with the code that its compiler makes of <c>schema/workflow.proto</c>,
/// and the other way round.
/// </summary>
public sealed class ProtobufAgreementTests
{
    public static TheoryData<Type> Contracts => [.. SampleMessages.Types];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_be_byte_for_byte_what_the_library_writes(Type type)
    {
        foreach (var message in new[] { SampleMessages.Full(type), SampleMessages.Least(type) })
        {
            var ours = ContractBinary.Encode(message);

            // Whatever the library does not know by the .proto is left out, and would be missing here.
            var theirs = ParserOf(message).WithDiscardUnknownFields(true).ParseFrom(ours);

            Assert.Equal(ours, theirs.ToByteArray());
            Assert.Equal(MessageText.Of(message), MessageText.Of(ContractBinary.Decode(MessageText.NameOf(message), theirs.ToByteArray())));
        }
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_mean_the_same_field_by_field(Type type)
    {
        var message = SampleMessages.Full(type);
        var theirs = ParserOf(message).ParseFrom(ContractBinary.Encode(message));
        var model = ContractModel.Current.Message(MessageText.NameOf(message));

        foreach (var field in model.Fields)
        {
            var found = theirs.Descriptor.FindFieldByNumber(field.Number);
            Assert.Equal(ProtoDocument.NameOf(field), found.Name);
            Assert.Equal(Shown(field.Property!.GetValue(message)!), ShownOf(found.Accessor.GetValue(theirs)));
        }
        var numbers = model.Fields.SelectMany(field => new[] { field.Number, field.TextNumber }).Where(number => number > 0);
        Assert.Equal(numbers.Order(), theirs.Descriptor.Fields.InFieldNumberOrder().Select(field => field.FieldNumber));
    }

    [Theory]
    [InlineData("not a trace id", "NORMAL")]
    [InlineData("0af7651916cd43dd8448eb211c80319c", "ADDED LATER")]
    public void Should_agree_on_what_the_compact_forms_cannot_say(string traceId, string businessType)
    {
        var message = (CommitStock)SampleMessages.Full(typeof(CommitStock)) with { TraceId = traceId, BusinessType = businessType };

        var theirs = CommitStockV1.Parser.ParseFrom(ContractBinary.Encode(message));

        Assert.Equal(traceId, theirs.TraceIdFormCase == CommitStockV1.TraceIdFormOneofCase.TraceIdText ? theirs.TraceIdText : Convert.ToHexStringLower(theirs.TraceId.Span));
        Assert.Equal(businessType, theirs.BusinessTypeFormCase == CommitStockV1.BusinessTypeFormOneofCase.BusinessTypeText ? theirs.BusinessTypeText : NameOf(theirs.BusinessType));
        Assert.Equal(message, ContractBinary.Decode<CommitStock>(theirs.ToByteArray()));
    }

    [Fact]
    public void Should_read_what_a_stranger_writes_with_the_library()
    {
        var theirs = new PaymentAuthorizedV1
        {
            OrderId = ByteString.CopyFrom(Guid.Parse("01938c5e-7d3a-7c44-9f0a-5d2b8e6a1c90").ToByteArray(bigEndian: true)),
            MessageId = ByteString.CopyFrom(Guid.Parse("01938c5e-7d3b-7000-8000-0123456789ab").ToByteArray(bigEndian: true)),
            TraceId = ByteString.CopyFrom(Convert.FromHexString("4bf92f3577b34da6a3ce929d0e0e4736")),
            BusinessType = BusinessType.Seckill,
            PaymentReference = "ch_1",
            AmountE4 = 1_391_200,
        };

        var message = ContractBinary.Decode<PaymentAuthorized>(theirs.ToByteArray());

        Assert.Equal(("ch_1", 139.12m, "SECKILL", "4bf92f3577b34da6a3ce929d0e0e4736"), (message.PaymentReference, message.Amount, message.BusinessType, message.TraceId));
        Assert.Equal(Guid.Parse("01938c5e-7d3a-7c44-9f0a-5d2b8e6a1c90"), message.OrderId);
    }

    private static MessageParser ParserOf(OrderMessage message)
    {
        var name = ProtoDocument.MessageName(MessageText.NameOf(message));
        return WorkflowReflection.Descriptor.MessageTypes.Single(type => type.Name == name).Parser;
    }

    private static string NameOf(BusinessType type) => type.ToString().ToUpperInvariant();

    // Ours, as the .proto describes it.
    private static string Shown(object value) => value switch
    {
        Guid id => Convert.ToHexStringLower(id.ToByteArray(bigEndian: true)),
        decimal amount => $"{amount * 10_000m:0}",
        DateTimeOffset at => $"{(at - DateTimeOffset.UnixEpoch).Ticks * 100}",
        IReadOnlyList<string> texts => string.Join('|', texts),
        IReadOnlyList<OrderLine> lines => $"{string.Join('|', lines.Select(line => line.Sku))} {string.Join('|', lines.Select(line => line.Quantity))} {string.Join('|', lines.Select(line => $"{line.UnitPrice * 10_000m:0}"))}",
        IReadOnlyList<ItemQuantity> items => $"{string.Join('|', items.Select(item => item.Sku))} {string.Join('|', items.Select(item => item.Quantity))}",
        _ => value.ToString()!,
    };

    private static string ShownOf(object value) => value switch
    {
        ByteString bytes => Convert.ToHexStringLower(bytes.Span),
        BusinessType type => NameOf(type),
        OrderLineColumns lines => $"{string.Join('|', lines.Sku)} {string.Join('|', lines.Quantity)} {string.Join('|', lines.UnitPriceE4)}",
        ItemQuantityColumns items => $"{string.Join('|', items.Sku)} {string.Join('|', items.Quantity)}",
        Google.Protobuf.Collections.RepeatedField<string> texts => string.Join('|', texts),
        _ => value.ToString()!,
    };
}
