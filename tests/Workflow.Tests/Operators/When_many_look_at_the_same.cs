using Workflow.Host.OperatorConsole.Live;

namespace Workflow.Tests.Operators;

public sealed class When_many_look_at_the_same
{
    private readonly SharedLooks _looks = new();
    private int _reads;

    [Fact]
    public async Task Should_read_once()
    {
        var waits = new TaskCompletionSource<int>();
        var looks = Enumerable.Range(0, 100).Select(_ => _looks.ReadAsync("orders", async _ => await waits.Task + Interlocked.Increment(ref _reads))).ToList();
        waits.SetResult(41);

        Assert.All(await Task.WhenAll(looks), seen => Assert.Equal(42, seen));
    }

    [Fact]
    public async Task Should_read_again_after_an_action_and_after_a_fault()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => _looks.ReadAsync<int>("orders", _ => throw new TimeoutException()));
        Assert.Equal(1, await ReadAsync());
        _looks.Forget();
        Assert.Equal(2, await ReadAsync());
    }

    [Fact]
    public async Task Should_keep_what_is_asked_differently_apart()
    {
        Assert.Equal(1, await ReadAsync("orders?state=Suspended"));
        Assert.Equal(2, await ReadAsync("orders?state=Completed"));
    }

    private Task<int> ReadAsync(string key = "orders") => _looks.ReadAsync(key, _ => Task.FromResult(++_reads));
}
