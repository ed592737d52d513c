using System.Buffers;
using Workflow.Contracts;

namespace Workflow.Tests.Contracts;

/// <summary>The binary form carries every message whole, and refuses what it cannot say.</summary>
public sealed class ContractBinaryTests
{
    public static TheoryData<Type> Contracts => [.. SampleMessages.Types];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_carry_every_field(Type type)
    {
        foreach (var message in new[] { SampleMessages.Full(type), SampleMessages.Least(type) })
        {
            var body = ContractBinary.Encode(message);

            Assert.Equal(MessageText.Of(message), MessageText.Of(ContractBinary.Decode(MessageText.NameOf(message), body)));
        }
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_write_the_same_into_a_buffer(Type type)
    {
        var output = new ArrayBufferWriter<byte>();
        ContractBinary.Encode(SampleMessages.Full(type), output);

        Assert.Equal(ContractBinary.Encode(SampleMessages.Full(type)), output.WrittenMemory.ToArray());
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_skip_fields_that_a_newer_sender_added(Type type)
    {
        var message = SampleMessages.Full(type);
        // Number 99 in each wire type: 1 as a varint, eight bytes, three bytes, four bytes; before and behind what is known.
        byte[] added = [0x98, 6, 1, 0x99, 6, 1, 2, 3, 4, 5, 6, 7, 8, 0x9A, 6, 3, 1, 2, 3, 0x9D, 6, 1, 2, 3, 4];

        Assert.Equal(MessageText.Of(message), MessageText.Of(ContractBinary.Decode(MessageText.NameOf(message), [.. added, .. ContractBinary.Encode(message), .. added])));
    }

    [Theory]
    [InlineData("0AF7651916CD43DD8448EB211C80319C")]
    [InlineData("not a trace id")]
    [InlineData("0af7651916cd43dd8448eb211c80319g")]
    [InlineData("0af7651916cd43dd8448eb211c80319c")]
    [InlineData("")]
    public void Should_carry_any_trace_id_as_it_was_written(string traceId)
    {
        var message = (CommitStock)SampleMessages.Full(typeof(CommitStock)) with { TraceId = traceId };

        Assert.Equal(message, ContractBinary.Decode<CommitStock>(ContractBinary.Encode(message)));
    }

    [Theory]
    [InlineData("NORMAL", 2)]
    [InlineData("SECKILL", 2)]
    [InlineData("PRESALE", 2)]
    [InlineData("WHOLESALE", 2)]
    [InlineData("ADDED LATER", 13)]
    public void Should_carry_any_business_type_and_the_usual_ones_in_two_bytes(string businessType, int bytes)
    {
        var message = (CommitStock)SampleMessages.Full(typeof(CommitStock)) with { BusinessType = businessType };
        var body = ContractBinary.Encode(message);

        Assert.Equal(message, ContractBinary.Decode<CommitStock>(body));
        Assert.Equal(18 + 18 + 18 + bytes, body.Length);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("2.50", "2.5")]
    [InlineData("2.5500000000", "2.55")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("-139.12", "-139.12")]
    [InlineData("922337203685477.5807", "922337203685477.5807")]
    [InlineData("-922337203685477.5808", "-922337203685477.5808")]
    public void Should_carry_amounts_exactly(string amount, string read)
    {
        var message = (PaymentRefunded)SampleMessages.Full(typeof(PaymentRefunded)) with { Amount = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture) };

        Assert.Equal(read, ContractBinary.Decode<PaymentRefunded>(ContractBinary.Encode(message)).Amount.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("0.00001", "decimals")]
    [InlineData("922337203685477.5808", "larger")]
    [InlineData("79228162514264337593543950335", "larger")]
    public void Should_refuse_an_amount_that_it_cannot_say(string amount, string why)
    {
        var message = (PaymentRefunded)SampleMessages.Full(typeof(PaymentRefunded)) with { Amount = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture) };

        var error = Assert.Throws<ContractFormatException>(() => ContractBinary.Encode(message));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(PaymentRefunded.Amount), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_carry_a_moment_to_the_tick_and_refuse_one_that_it_cannot_say()
    {
        var paid = (OrderPaid)SampleMessages.Full(typeof(OrderPaid));
        foreach (var moment in new[] { new DateTimeOffset(2026, 11, 21, 8, 26, 0, TimeSpan.FromHours(2)).AddTicks(1), new DateTimeOffset(1969, 12, 31, 23, 59, 59, TimeSpan.Zero).AddTicks(1) })
            Assert.Equal(moment.ToUniversalTime(), ContractBinary.Decode<OrderPaid>(ContractBinary.Encode(paid with { OccurredAt = moment })).OccurredAt);

        Assert.Throws<ContractFormatException>(() => ContractBinary.Encode(paid with { OccurredAt = DateTimeOffset.MinValue }));
        Assert.Throws<ContractFormatException>(() => ContractBinary.Encode(paid with { OccurredAt = DateTimeOffset.MaxValue }));
    }

    [Fact]
    public void Should_carry_texts_of_any_length_and_the_largest_order()
    {
        var order = (SubmitOrder)SampleMessages.Full(typeof(SubmitOrder)) with { Lines = [.. Enumerable.Range(0, 2000).Select(line => new OrderLine(new string('Ü', 64), 1_000_000, 1_000_000_000m - line))] };
        foreach (var text in new[] { "", "a", new string('a', 41), new string('Ü', 42), new string('€', 43), new string('x', 127), new string('y', 5000), "\U0001F600" })
        {
            var message = order with { Reference = text };
            Assert.Equal(MessageText.Of(message), MessageText.Of(ContractBinary.Decode<SubmitOrder>(ContractBinary.Encode(message))));
        }
        Assert.Empty(ContractBinary.Decode<SubmitOrder>(ContractBinary.Encode(order with { Lines = [] })).Lines);
    }

    [Fact]
    public void Should_take_a_third_of_the_bytes_for_an_order_of_21_lines()
    {
        var messages = Workflow.Benchmarks.Benches.ContractSamples.Of(21);
        var (json, binary) = (messages.Sum(message => MessageText.Of(message).Length), messages.Sum(message => ContractBinary.Encode(message).Length));

        Assert.True(binary <= 0.30 * json, $"{binary} of {json} bytes");
    }

    [Fact]
    public void Should_refuse_what_is_no_contract() =>
        Assert.Throws<NotSupportedException>(() => ContractBinary.Encode(new Letter { OrderId = Guid.Empty, MessageId = Guid.Empty, TraceId = "", BusinessType = "" }));

    private sealed record Letter : OrderMessage;
}
