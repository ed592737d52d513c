using System.Reflection;
using System.Runtime.CompilerServices;
using Workflow.Messaging.Ring;

namespace Workflow.Tests.Ring;

/// <summary>Distances measured between the fields of real instances, as the runtime laid them out.</summary>
public sealed class RingLayoutTests
{
    private const int Alone = 128;

    [Fact]
    public void Should_keep_each_sequence_alone_in_a_ring_of_references() => AssertAlone(new Ring<string>(8));

    [Fact]
    public void Should_keep_each_sequence_alone_in_a_ring_of_numbers() => AssertAlone(new Ring<int>(8));

    [Fact]
    public void Should_keep_each_sequence_alone_in_a_ring_of_structs() => AssertAlone(new Ring<(string, decimal)>(8));

    [Fact]
    public void Should_keep_the_parking_sign_alone()
    {
        var parking = RingInside<int>.Parking(new Ring<int>(8));
        ref readonly var sign = ref parking.WaitingForLocation;
        // The padding belongs to the sign's own struct, so no other field of the object can lie in it.
        Assert.InRange(Distance(in FirstByte(parking), in Bytes(in sign)), Alone, int.MaxValue);
        Assert.Equal(Alone + sizeof(long) + Alone, Unsafe.SizeOf<PaddedSequence>());
    }

    [Fact]
    public void Should_pad_a_sequence_on_both_sides()
    {
        var sequences = new PaddedSequence[2];

        var before = Distance(in Bytes(in sequences[0]), in Bytes(in sequences[0].Location));
        var after = Distance(in Bytes(in sequences[0].Location), in Bytes(in sequences[1])) - sizeof(long);

        Assert.Equal(Alone, before);
        Assert.Equal(Alone, after);
    }

    private static void AssertAlone<T>(Ring<T> ring)
    {
        var fields = new Dictionary<string, nint>
        {
            ["_items"] = Offset(ring, in Bytes(in RingInside<T>.Items(ring))),
            ["_laps"] = Offset(ring, in Bytes(in RingInside<T>.Laps(ring))),
            ["_mask"] = Offset(ring, in Bytes(in RingInside<T>.Mask(ring))),
            ["_lapShift"] = Offset(ring, in Bytes(in RingInside<T>.LapShift(ring))),
            ["_spinsBeforeParking"] = Offset(ring, in Bytes(in RingInside<T>.SpinsBeforeParking(ring))),
            ["_parking"] = Offset(ring, in Bytes(in RingInside<T>.Parking(ring))),
            ["_claimed"] = Offset(ring, in Bytes(in RingInside<T>.Claimed(ring).Location)),
            ["_consumed"] = Offset(ring, in Bytes(in RingInside<T>.Consumed(ring).Location)),
            ["_consumedAsProducersKnow"] = Offset(ring, in Bytes(in RingInside<T>.ConsumedAsProducersKnow(ring).Location)),
            ["_lastDrain"] = Offset(ring, in Bytes(in RingInside<T>.LastDrain(ring).Location)),
        };
        var declared = typeof(Ring<T>).GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
        Assert.Equal(declared.Select(field => field.Name).Order(), fields.Keys.Order());

        foreach (var sequence in new[] { "_claimed", "_consumed", "_consumedAsProducersKnow", "_lastDrain" })
        {
            // From the object's start, too: what lies before it is another object.
            Assert.True(fields[sequence] >= Alone, $"{sequence} lies {fields[sequence]} bytes into the object");
            foreach (var (other, offset) in fields.Where(field => field.Key != sequence))
            {
                var distance = Math.Abs(fields[sequence] - offset);
                Assert.True(distance >= Alone, $"{sequence} lies {distance} bytes from {other}");
            }
        }
    }

    private static nint Offset(object owner, in byte field) => Distance(in FirstByte(owner), in field);

    private static nint Distance(in byte from, in byte to) =>
        Unsafe.ByteOffset(ref Unsafe.AsRef(in from), ref Unsafe.AsRef(in to));

    private static ref readonly byte Bytes<TField>(in TField field) =>
        ref Unsafe.As<TField, byte>(ref Unsafe.AsRef(in field));

    private static ref readonly byte FirstByte(object owner) => ref Unsafe.As<FirstField>(owner).Value;

    private sealed class FirstField
    {
        public byte Value;
    }
}
