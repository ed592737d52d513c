using Workflow.Messaging.Ring;

namespace Workflow.Tests.Ring;

public sealed class RingWaitingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Should_answer_at_once_when_an_item_is_there()
    {
        var ring = Create();
        Assert.True(ring.TryWrite(1));

        var wait = ring.WaitToReadAsync();

        Assert.True(wait.IsCompletedSuccessfully);
        Assert.True(await wait);
        Assert.True(ring.WaitToRead());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Should_wake_a_parked_consumer_with_the_item_there(int count)
    {
        var ring = Create();
        for (var round = 0; round < 10; round++)
        {
            var wait = ring.WaitToReadAsync();
            Assert.False(wait.IsCompleted);

            Assert.True(ring.TryWrite(new int[count]));

            Assert.True(await wait.AsTask().WaitAsync(Patience));
            Assert.Equal(count, ring.Drain(new int[4]));
        }
    }

    [Fact]
    public async Task Should_wake_a_parked_consumer_with_false_on_completion()
    {
        var ring = Create();
        var wait = ring.WaitToReadAsync();
        Assert.False(wait.IsCompleted);

        ring.Complete();

        Assert.False(await wait.AsTask().WaitAsync(Patience));
        Assert.False(await ring.WaitToReadAsync());
        Assert.False(ring.WaitToRead());
    }

    [Fact]
    public async Task Should_answer_false_after_completion_only_when_drained()
    {
        var ring = Create();
        Assert.True(ring.TryWrite(1));
        ring.Complete();

        Assert.True(await ring.WaitToReadAsync());
        Assert.Equal(1, ring.Drain(new int[4]));
        Assert.False(await ring.WaitToReadAsync());
    }

    [Fact]
    public async Task Should_end_a_wait_by_cancellation_and_lose_nothing()
    {
        var ring = Create();
        for (var round = 0; round < 10; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var wait = ring.WaitToReadAsync(cancellation.Token);

            await cancellation.CancelAsync();

            var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.AsTask());
            Assert.Equal(cancellation.Token, thrown.CancellationToken);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await ring.WaitToReadAsync(cancellation.Token));

            var next = ring.WaitToReadAsync();
            Assert.True(ring.TryWrite(round));
            Assert.True(await next.AsTask().WaitAsync(Patience));
            Assert.Equal(1, ring.Drain(new int[4]));
        }
    }

    [Fact]
    public async Task Should_ignore_a_cancellation_that_comes_after_the_wait_has_ended()
    {
        var ring = Create();
        using var cancellation = new CancellationTokenSource();
        var first = ring.WaitToReadAsync(cancellation.Token);
        Assert.True(ring.TryWrite(1));
        Assert.True(await first);
        Assert.Equal(1, ring.Drain(new int[4]));

        var second = ring.WaitToReadAsync(CancellationToken.None);
        await cancellation.CancelAsync();

        Assert.False(second.IsCompleted);
        Assert.True(ring.TryWrite(2));
        Assert.True(await second.AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task Should_refuse_a_second_wait_while_the_first_has_not_ended()
    {
        var ring = Create();
        var wait = ring.WaitToReadAsync();

        Assert.Contains("one consumer", Assert.Throws<InvalidOperationException>(() => ring.WaitToReadAsync()).Message);

        Assert.True(ring.TryWrite(1));
        Assert.True(await wait.AsTask().WaitAsync(Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_go_on_inside_the_producer_only_when_told_so(bool runContinuationsAsynchronously)
    {
        var ring = new Ring<int>(4, runContinuationsAsynchronously, 0, 0);
        var consumer = BareThread.Start(() => ThreadAfterWait(ring));
        var producer = new Thread(() => ring.TryWrite(1));
        producer.Start();

        var thread = await consumer.WaitAsync(Patience);
        Assert.Equal(!runContinuationsAsynchronously, thread == producer);
    }

    [Fact]
    public void Should_wake_a_blocked_consumer_by_item_completion_or_cancellation()
    {
        var ring = new Ring<int>(4);
        using var cancellation = new CancellationTokenSource();
        var answers = new List<string>();
        using var answered = new SemaphoreSlim(0);
        var consumer = new Thread(() =>
        {
            answers.Add(ring.WaitToRead() ? $"{ring.Drain(new int[4])} item" : "end");
            answered.Release();
            try
            {
                ring.WaitToRead(cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                answers.Add("cancelled");
            }

            answered.Release();
            answers.Add(ring.WaitToRead() ? "item" : "end");
        })
        {
            IsBackground = true,
        };
        consumer.Start();

        WaitUntilBlocked(consumer);
        Assert.True(ring.TryWrite(1));
        Assert.True(answered.Wait(Patience));
        WaitUntilBlocked(consumer);
        cancellation.Cancel();
        Assert.True(answered.Wait(Patience));
        WaitUntilBlocked(consumer);
        ring.Complete();

        Assert.True(consumer.Join(Patience));
        Assert.Equal(["1 item", "cancelled", "end"], answers);
    }

    private static Ring<int> Create() => new(4, runContinuationsAsynchronously: true, firstSequence: 0, spinsBeforeParking: 0);

    private static async Task<Thread> ThreadAfterWait(Ring<int> ring)
    {
        Assert.True(await ring.WaitToReadAsync());
        return Thread.CurrentThread;
    }

    private static void WaitUntilBlocked(Thread thread) =>
        Assert.True(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Patience));
}
