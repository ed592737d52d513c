using System.Buffers.Binary;
using Workflow.Messaging;

namespace Workflow.Tests.Messaging;

public sealed class MessageIdsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);

    [Theory]
    [InlineData("1970-01-01T00:00:00.000Z")]
    [InlineData("2026-03-01T12:00:00.123Z")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    public void Should_have_the_time_version_and_variant_of_RFC_9562(string time)
    {
        var now = DateTimeOffset.Parse(time);
        var id = MessageIds.New(now);

        Assert.Equal(now.ToUnixTimeMilliseconds(), (long)(BinaryPrimitives.ReadUInt64BigEndian(id.ToByteArray(bigEndian: true)) >> 16));
        Assert.Equal((7, 0b10), (id.Version, id.Variant >> 2));
    }

    [Fact]
    public void Should_sort_by_time() => Assert.True(MessageIds.New(Now) < MessageIds.New(Now.AddMilliseconds(1)));

    [Fact]
    public void Should_never_come_twice_from_any_thread()
    {
        var ids = Enumerable.Range(0, 100_000).AsParallel().WithDegreeOfParallelism(8).Select(_ => MessageIds.New(Now)).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Should_vary_in_each_random_bit()
    {
        var (all, any) = (new byte[16], new byte[16]);
        Array.Fill(all, byte.MaxValue);
        for (var i = 0; i < 1_000; i++)
        {
            var id = MessageIds.New(Now).ToByteArray(bigEndian: true);
            for (var at = 0; at < id.Length; at++)
                (all[at], any[at]) = ((byte)(all[at] & id[at]), (byte)(any[at] | id[at]));
        }

        Assert.Equal("0fff3fffffffffffffff", Convert.ToHexStringLower([.. all.Zip(any, (always, ever) => (byte)(ever & ~always))])[12..]);
    }

    [Fact]
    public void Should_refuse_a_time_before_1970() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MessageIds.New(DateTimeOffset.UnixEpoch.AddMilliseconds(-1)));
}
