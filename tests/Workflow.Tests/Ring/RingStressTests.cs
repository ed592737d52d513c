using System.Diagnostics;
using Workflow.Messaging.Ring;

namespace Workflow.Tests.Ring;

/// <summary>Many threads on a small ring: each item comes out once, and those of a producer in its order.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class RingStressTests
{
    private const int Producers = 8;
    private const int ItemsPerProducer = 400_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData(16, false)]
    [InlineData(16, true)]
    [InlineData(1024, false)]
    public async Task Should_hand_out_each_item_once_and_in_its_producers_order(int capacity, bool blocking)
    {
        var ring = new Ring<Message>(capacity, true, firstSequence: (capacity * (long)int.MaxValue) - 100_000, 20);
        var clock = Stopwatch.StartNew();
        var producers = Enumerable.Range(0, Producers).Select(id => StartThread(() => Produce(ring, id, clock))).ToArray();
        var consumer = blocking ? StartThread(() => ConsumeBlocking(ring)) : Task.Run(() => ConsumeAsync(ring));

        var written = await Task.WhenAll(producers).WaitAsync(TimeSpan.FromSeconds(60));
        ring.Complete();
        var read = await consumer.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(written, read);
        Assert.Equal(0, ring.Count);
        TestContext.Current.TestOutputHelper?.WriteLine($"{read.Sum():N0} items in {clock.Elapsed.TotalSeconds:F2} s");
        Assert.True(read.Sum() >= 20_000, $"only {read.Sum():N0} items went through in {clock.Elapsed}");
    }

    private static int Produce(Ring<Message> ring, int id, Stopwatch clock)
    {
        var random = new Random(id);
        var batch = new Message[5];
        var number = 0;
        while (number < ItemsPerProducer && clock.Elapsed < Limit)
        {
            var size = random.Next(4) == 0 ? random.Next(2, batch.Length + 1) : 1;
            for (var i = 0; i < size; i++) batch[i] = new Message(id, number + i);

            var spinner = new SpinWait();
            while (size == 1 ? !ring.TryWrite(batch[0]) : !ring.TryWrite(batch.AsSpan(0, size)))
            {
                if (ring.IsCompleted) return number;
                spinner.SpinOnce(sleep1Threshold: -1);
            }

            number += size;
        }

        return number;
    }

    private static async Task<int[]> ConsumeAsync(Ring<Message> ring)
    {
        using var checker = new Checker(ring);
        while (await ring.WaitToReadAsync()) checker.DrainAndCheck();
        return checker.Read;
    }

    private static int[] ConsumeBlocking(Ring<Message> ring)
    {
        using var checker = new Checker(ring);
        while (ring.WaitToRead()) checker.DrainAndCheck();
        return checker.Read;
    }

    private static Task<TResult> StartThread<TResult>(Func<TResult> body) =>
        Task.Factory.StartNew(body, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // Written with plain stores before the ring sees it: a missing barrier would show as a wrong Check.
    private sealed record Message(int Producer, int Number)
    {
        public long Check { get; } = (Number * 31L) + Producer;
    }

    private sealed class Checker(Ring<Message> ring) : IDisposable
    {
        private readonly Message[] _into = new Message[64];
        private int _size;

        public int[] Read { get; } = new int[Producers];

        public void DrainAndCheck()
        {
            _size = (_size % _into.Length) + 1;
            var count = ring.Drain(_into.AsSpan(0, _size));
            Assert.True(count > 0, "the wait promised an item");
            foreach (var message in _into.AsSpan(0, count)) Check(message);
        }

        // Also when a check failed: then it ends the producers, who would wait for room in vain.
        public void Dispose() => ring.Complete();

        private void Check(Message? message)
        {
            if (message is null) Assert.Fail("a slot was handed out before its item was in");
            if (message.Number != Read[message.Producer] || message.Check != (message.Number * 31L) + message.Producer)
                Assert.Fail($"{message} came when {Read[message.Producer]} was due");
            Read[message.Producer]++;
        }
    }
}

/// <summary>Tests that measure or race: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(AloneOnTheMachine), DisableParallelization = true)]
public sealed class AloneOnTheMachine;
