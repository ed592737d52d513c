using Workflow.Messaging.Sagas;

namespace Workflow.Tests.Messaging;

public sealed class SagaGateTests
{
    private readonly SagaGate _gate = new();
    private readonly Guid _saga = Guid.CreateVersion7();

    [Fact]
    public async Task Should_let_one_in_at_once_and_the_next_when_it_leaves()
    {
        await _gate.EnterAsync(_saga);
        var second = _gate.EnterAsync(_saga);
        Assert.False(second.IsCompleted);

        _gate.Leave(_saga);

        await second.WaitAsync(TimeSpan.FromSeconds(30));
        _gate.Leave(_saga);
        Assert.True(_gate.EnterAsync(_saga).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Should_let_sagas_pass_side_by_side()
    {
        await _gate.EnterAsync(_saga);

        Assert.True(_gate.EnterAsync(Guid.CreateVersion7()).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Should_keep_the_order_of_arrival()
    {
        List<int> order = [];
        await _gate.EnterAsync(_saga);
        var waiting = Enumerable.Range(0, 100).Select(EnterAsync).ToList();

        _gate.Leave(_saga);
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(Enumerable.Range(0, 100), order);

        async Task EnterAsync(int number)
        {
            await _gate.EnterAsync(_saga);
            order.Add(number);
            _gate.Leave(_saga);
        }
    }

    [Fact]
    public async Task Should_never_have_two_inside()
    {
        int inside = 0, most = 0, visits = 0;
        Guid[] sagas = [_saga, Guid.CreateVersion7(), Guid.CreateVersion7()];

        await Task.WhenAll(sagas.Select(saga => Task.Run(() => Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => VisitAsync(saga)))))))
            .WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(8_000, visits);
        Assert.Equal(1, most);

        async Task VisitAsync(Guid saga)
        {
            for (var visit = 0; visit < 1_000; visit++)
            {
                await _gate.EnterAsync(saga);
                if (saga == _saga)
                {
                    // Not atomic: two inside would show.
                    most = Math.Max(most, ++inside);
                    visits++;
                    await Task.Yield();
                    inside--;
                }
                _gate.Leave(saga);
            }
        }
    }
}
