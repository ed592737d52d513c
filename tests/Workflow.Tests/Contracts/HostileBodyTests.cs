using Workflow.Contracts;

namespace Workflow.Tests.Contracts;

/// <summary>Whatever bytes come, reading them ends with a message or a clear refusal, and takes no more memory than they deserve.</summary>
public sealed class HostileBodyTests
{
    private const string Name = "submit-order.v1";

    public static TheoryData<Type> Contracts => [.. SampleMessages.Types];

    [Theory]
    [InlineData("0A FF FF FF FF 07", "inside a value")] // a length of 2 GB
    [InlineData("0A FF FF FF FF FF FF FF FF FF 01", "inside a value")] // a length of 2^64 - 1
    [InlineData("0A FF FF FF FF FF FF FF FF FF FF FF 01", "longer than 10 bytes")]
    [InlineData("0A", "inside a value")]
    [InlineData("8A", "inside a value")]
    [InlineData("00", "no field number")]
    [InlineData("07", "no field number")]
    [InlineData("0A 0F 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "not of 16 bytes")]
    [InlineData("1A 01 00", "not of 16 bytes")]
    [InlineData("08 01", "wire type 0; it must be 2")]
    [InlineData("20 00", "number without meaning")]
    [InlineData("20 63", "number without meaning")]
    [InlineData("3A 02 C3 28", "not UTF-8")]
    [InlineData("0B", "wire type 3")] // the start of a group
    [InlineData("FB 06", "no meaning")] // the start of an unknown group
    [InlineData("", "OrderId is missing")]
    public void Should_be_refused_with_the_reason(string hex, string reason)
    {
        var error = Assert.Throws<ContractFormatException>(() => ContractBinary.Decode(Name, Convert.FromHexString(hex.Replace(" ", ""))));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_be_refused_when_it_was_cut_anywhere(Type type)
    {
        var message = SampleMessages.Full(type);
        var body = ContractBinary.Encode(message);
        for (var length = 0; length < body.Length; length++)
        {
            try
            {
                // A cut between two fields may leave out one that is optional; nothing else may be lost.
                var read = MessageText.NodeOf(ContractBinary.Decode(MessageText.NameOf(message), body.AsSpan(0, length)));
                Assert.All(read, field => Assert.Equal(MessageText.NodeOf(message)[field.Key]?.ToJsonString(), field.Value is System.Text.Json.Nodes.JsonArray { Count: < 2 } ? MessageText.NodeOf(message)[field.Key]?.ToJsonString() : field.Value?.ToJsonString()));
            }
            catch (ContractFormatException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_never_do_worse_than_be_refused(Type type)
    {
        var (name, random) = (MessageText.NameOf(SampleMessages.Full(type)), new Random(20101201));
        var good = ContractBinary.Encode(SampleMessages.Full(type));
        for (var round = 0; round < 2000; round++)
        {
            byte[] body = [.. good];
            if (round % 4 == 0)
                random.NextBytes(body);
            for (var i = random.Next(1, 6); i > 0; i--)
                body[random.Next(body.Length)] = (byte)random.Next(256);
            try
            {
                ContractBinary.Decode(name, body);
            }
            catch (ContractFormatException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }
    }

    [Theory]
    [InlineData("A", 1, 0)]
    [InlineData("A", 2, 1)]
    [InlineData("AB", 1, 2)]
    public void Should_be_refused_when_its_columns_differ_in_length(string skus, int quantities, int prices)
    {
        var order = (SubmitOrder)SampleMessages.Full(typeof(SubmitOrder)) with { Lines = [] };
        byte[] columns =
        [
            .. skus.SelectMany(sku => new byte[] { 0x0A, 1, (byte)sku }),
            0x12, (byte)quantities, .. Enumerable.Repeat((byte)1, quantities),
            0x1A, (byte)prices, .. Enumerable.Repeat((byte)1, prices),
        ];

        var error = Assert.Throws<ContractFormatException>(() => ContractBinary.Decode<SubmitOrder>([.. ContractBinary.Encode(order), 13 << 3 | 2, (byte)columns.Length, .. columns]));
        Assert.Contains(nameof(SubmitOrder.Lines), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_take_columns_whose_numbers_come_one_by_one()
    {
        var order = (SubmitOrder)SampleMessages.Full(typeof(SubmitOrder)) with { Lines = [] };
        byte[] columns = [0x0A, 1, (byte)'A', 0x10, 6, 0x18, 100];

        var read = ContractBinary.Decode<SubmitOrder>([.. ContractBinary.Encode(order), 13 << 3 | 2, (byte)columns.Length, .. columns]);
        Assert.Equal([new OrderLine("A", 6, 0.01m)], read.Lines);
    }

    [Theory]
    [InlineData(ContractCompression.Brotli)]
    [InlineData(ContractCompression.Gzip)]
    public void Should_be_refused_when_it_grows_beyond_the_limit(ContractCompression compression)
    {
        var bomb = BombOf(new byte[64 * 1024 * 1024], compression);
        Assert.True(bomb.Length < 1_000_000);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var error = Assert.Throws<ContractFormatException>(() => ContractEncoding.Decode(Name, bomb, ContractEncoding.Protobuf, compression == ContractCompression.Brotli ? "br" : "gzip"));

        Assert.Contains("4194304", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 32 * 1024 * 1024);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public void Should_be_refused_when_it_is_not_compressed_as_it_says(string encoding) =>
        Assert.Throws<ContractFormatException>(() => ContractEncoding.Decode(Name, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], ContractEncoding.Json, encoding));

    [Theory]
    [InlineData(ContractEncoding.Protobuf)]
    [InlineData(ContractEncoding.Json)]
    public void Should_be_refused_when_it_is_too_large(string contentType) =>
        Assert.Throws<ContractFormatException>(() => ContractEncoding.Decode(Name, new byte[ContractBinary.MaxBytes + 1], contentType));

    private static byte[] BombOf(byte[] zeros, ContractCompression compression)
    {
        var output = new MemoryStream();
        using (Stream stream = compression == ContractCompression.Brotli
            ? new System.IO.Compression.BrotliStream(output, System.IO.Compression.CompressionLevel.Fastest)
            : new System.IO.Compression.GZipStream(output, System.IO.Compression.CompressionLevel.Fastest))
            stream.Write(zeros);
        return output.ToArray();
    }
}
