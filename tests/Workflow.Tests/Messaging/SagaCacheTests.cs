using MassTransit;
using Workflow.Messaging.Sagas;

namespace Workflow.Tests.Messaging;

public sealed class SagaCacheTests
{
    [Fact]
    public void Should_give_back_what_was_put_last()
    {
        var cache = new SagaCache<Saga>(10);
        Saga old = new(), current = new() { CorrelationId = old.CorrelationId };

        cache.Put(old);
        cache.Put(current);

        Assert.True(cache.TryGet(old.CorrelationId, out var found));
        Assert.Same(current, found);
    }

    [Fact]
    public void Should_not_know_what_was_removed()
    {
        var cache = new SagaCache<Saga>(10);
        var saga = new Saga();
        cache.Put(saga);

        cache.Remove(saga.CorrelationId);

        Assert.False(cache.TryGet(saga.CorrelationId, out _));
    }

    [Fact]
    public void Should_keep_the_newest_up_to_its_capacity()
    {
        var cache = new SagaCache<Saga>(10);
        var sagas = Enumerable.Range(0, 100).Select(_ => new Saga()).ToList();

        sagas.ForEach(cache.Put);

        Assert.Equal(
            Enumerable.Range(90, 10),
            sagas.Index().Where(saga => cache.TryGet(saga.Item.CorrelationId, out _)).Select(saga => saga.Index));
    }

    [Fact]
    public void Should_stay_bounded_when_sagas_come_and_go()
    {
        var cache = new SagaCache<Saga>(10);
        var sagas = Enumerable.Range(0, 100).Select(_ => new Saga()).ToList();

        for (var round = 0; round < 100; round++)
        {
            sagas.ForEach(cache.Put);
            sagas.Where((_, number) => number % 3 == 0).ToList().ForEach(saga => cache.Remove(saga.CorrelationId));
        }

        Assert.InRange(sagas.Count(saga => cache.TryGet(saga.CorrelationId, out _)), 1, 10);
    }

    [Fact]
    public void Should_keep_nothing_without_capacity()
    {
        var cache = new SagaCache<Saga>(0);
        var saga = new Saga();

        cache.Put(saga);

        Assert.False(cache.TryGet(saga.CorrelationId, out _));
    }

    private sealed class Saga : ISaga
    {
        public Guid CorrelationId { get; set; } = Guid.CreateVersion7();
    }
}
