using System.Text;
using Workflow.Contracts;
using Workflow.Messaging.Kafka.Hub;
using Workflow.Messaging.Outbox;

namespace Workflow.Tests.Kafka;

public sealed class HubRecordTests
{
    private static readonly OrderStockReserved Happened = new()
    {
        OrderId = new Guid("019a8d7e-0000-7000-8000-00000000000a"),
        MessageId = new Guid("019a8d7e-0000-7000-8000-00000000000b"),
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        BusinessType = BusinessTypes.Presale,
        OccurredAt = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
    };

    [Fact]
    public void Should_be_a_cloud_event_in_binary_mode()
    {
        var record = HubRecord.Of(Row("""{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}"""));

        Assert.Equal("019a8d7e-0000-7000-8000-00000000000a", Encoding.UTF8.GetString(record.Key));
        Assert.Equal(Happened, MessageBodies.Deserialize("order-stock-reserved.v1", record.Value));
        Assert.Equal(
            [
                "ce_businesstype=PRESALE", "ce_id=019a8d7e-0000-7000-8000-00000000000b", "ce_source=/workflow/orders", "ce_specversion=1.0",
                "ce_subject=019a8d7e-0000-7000-8000-00000000000a", "ce_time=2026-11-21T12:00:00.0000000Z", "ce_traceid=0af7651916cd43dd8448eb211c80319c",
                "ce_type=order-stock-reserved.v1", "content-type=application/vnd.workflow+json",
                "traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            ],
            HeadersOf(record).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Should_name_no_span_when_the_trace_is_not_sampled() =>
        Assert.DoesNotContain(HeadersOf(HubRecord.Of(Row(null))), header => header.StartsWith("traceparent", StringComparison.Ordinal));

    [Fact]
    public void Should_keep_the_key_of_a_dead_record()
    {
        var row = new HubRow(HubKind.Dead, Guid.NewGuid(), Guid.NewGuid(), "order", [1], """{"dead-letter-key":"c2hvcA==","x":"y"}""");

        var record = HubRecord.Of(row);

        Assert.Equal("shop"u8.ToArray(), record.Key);
        Assert.Equal([$"dead-letter-id={row.EventId}", "x=y"], HeadersOf(record));
    }

    private static HubRow Row(string? headers) => new(
        HubKind.Event, Happened.MessageId, Happened.OrderId, "order-stock-reserved.v1", MessageBodies.Serialize(Happened), headers);

    private static IEnumerable<string> HeadersOf(Confluent.Kafka.Message<byte[], byte[]> record) =>
        record.Headers.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.GetValueBytes())}");
}
