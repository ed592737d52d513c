using Microsoft.Extensions.Options;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Transport;
using Workflow.Tests.Contracts;

namespace Workflow.Tests.Messaging;

/// <summary>Messages are stored as JSON, leave as their destination wants them, and are understood in every form.</summary>
public sealed class WireFormTests
{
    private static readonly SubmitOrder Order = (SubmitOrder)SampleMessages.Full(typeof(SubmitOrder)) with { Country = new string('C', 3000) };

    [Fact]
    public void Should_leave_as_the_stored_JSON_by_default() => Assert.Null(Encode(new WireOptions(), OutboxRow.ToQueue("order-saga", Order)));

    [Theory]
    [InlineData("order-saga", true)]
    [InlineData("stock, order-saga ,payment", true)]
    [InlineData("*", true)]
    [InlineData("stock", false)]
    [InlineData("order", false)]
    public void Should_leave_in_the_binary_form_for_the_queues_that_are_named(string destinations, bool binary)
    {
        var row = OutboxRow.ToQueue("order-saga", Order);

        var other = Encode(new WireOptions { Protobuf = destinations }, row);

        Assert.Equal(binary ? ("application/x-protobuf", null) : (null, null), (other?.ContentType, other?.ContentEncoding));
        if (other is not null)
            Assert.Equal(row.Body, WireBodies.AsJson(row.MessageType, other.Body, other.ContentType, null));
    }

    [Theory]
    [InlineData("order-paid.v1", true)]
    [InlineData("order.paid", false)]
    public void Should_know_events_by_their_wire_name(string destinations, bool binary) =>
        Assert.Equal(binary, Encode(new WireOptions { Protobuf = destinations }, OutboxRow.ToSubscribers(SampleMessages.Full(typeof(OrderPaid)))) is not null);

    [Theory]
    [InlineData(ContractCompression.Brotli, "br", 1024, true)]
    [InlineData(ContractCompression.Gzip, "gzip", 0, true)]
    [InlineData(ContractCompression.Brotli, null, 1_000_000, false)]
    public void Should_leave_compressed_above_the_limit(ContractCompression compression, string? encoding, int above, bool compressed)
    {
        var row = OutboxRow.ToQueue("order-saga", Order);

        var other = Encode(new WireOptions { Compressed = "order-saga", Compression = compression, CompressAboveBytes = above }, row);

        Assert.Equal((compressed, encoding), (other is not null, other?.ContentEncoding));
        if (other is not null)
            Assert.Equal(row.Body, WireBodies.AsJson(row.MessageType, other.Body, other.ContentType, other.ContentEncoding));
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("{}")]
    public void Should_leave_as_it_is_when_it_cannot_be_read(string body)
    {
        var row = new OutboxRow { MessageId = Guid.NewGuid(), OrderId = Guid.NewGuid(), Destination = "queue:stock", MessageType = "commit-stock.v1", Body = System.Text.Encoding.UTF8.GetBytes(body) };

        Assert.Null(Encode(new WireOptions { Protobuf = "*" }, row));
    }

    [Fact]
    public void Should_leave_as_JSON_when_the_binary_form_cannot_say_it() =>
        Assert.Null(Encode(new WireOptions { Protobuf = "*" }, OutboxRow.ToQueue("order-saga", Order with { Total = 0.00001m })));

    [Fact]
    public void Should_be_stored_as_it_came_when_it_cannot_be_read()
    {
        byte[] garbage = [0x0A, 0xFF];

        Assert.Same(garbage, WireBodies.AsJson("commit-stock.v1", garbage, ContractEncoding.Protobuf, null));
        Assert.Throws<UnreadableMessageException>(() => WireBodies.Read("commit-stock.v1", garbage, ContractEncoding.Protobuf, null));
        Assert.Throws<UnreadableMessageException>(() => WireBodies.Read("commit-stock.v1", garbage, "text/plain", null));
    }

    [Theory]
    [InlineData("", ContractCompression.None, 1024, true)]
    [InlineData("*", ContractCompression.None, 1024, false)]
    [InlineData("*", ContractCompression.Gzip, -1, false)]
    [InlineData("*", ContractCompression.Gzip, 1_000_001, false)]
    [InlineData("*", ContractCompression.Gzip, 0, true)]
    public void Should_check_its_options(string compressed, ContractCompression compression, int above, bool valid) =>
        Assert.Equal(valid, new WireOptionsCheck().Validate(null, new WireOptions { Compressed = compressed, Compression = compression, CompressAboveBytes = above }).Succeeded);

    private static EncodedContract? Encode(WireOptions options, OutboxRow row) => new WireEncoder(Options.Create(options)).Encode(row);
}
