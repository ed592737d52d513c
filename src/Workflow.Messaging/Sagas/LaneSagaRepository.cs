using MassTransit;
using MassTransit.Context;
using MassTransit.DependencyInjection;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workflow.Messaging.Kafka.Hub;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Sagas;

/// <summary>
/// MassTransit's saga persistence over lanes: the state machine runs on an instance from memory or from a batched load,
/// and what it changed and sent is committed as one unit together with everyone else's.
/// </summary>
internal sealed class LaneSagaRepository<TSaga, TContext> : ISagaRepositoryContextFactory<TSaga>, IAsyncDisposable
    where TSaga : class, ISaga, ISagaVersion
    where TContext : DbContext
{
    // Each lost race is a step that someone else has committed, so that only as many can be lost as others have steps
    // for the same saga. The limit is for a row that no step can ever match.
    private const int MaxConflicts = 500;

    private readonly SagaGate _gate = new();
    private readonly SagaCache<TSaga> _cache;
    private readonly SagaLoader<TSaga, TContext> _loader;
    private readonly LaneSet<SagaUnit<TSaga>> _lanes;
    private readonly ISagaHistoryWriter<TSaga>? _history;
    private readonly SagaRepositoryOptions<TSaga> _options;
    private readonly ISetScopedConsumeContext _scopes;
    private readonly Action<SagaUnit<TSaga>, LaneOutcome> _ended;

    public LaneSagaRepository(
        IDbContextFactory<TContext> contexts, SagaRepositoryOptions<TSaga> options, MessageStore store,
        IServiceProvider provider, ILogger<LaneSagaRepository<TSaga, TContext>> logger)
    {
        using var context = contexts.CreateDbContext();
        _options = options;
        _cache = new SagaCache<TSaga>(options.CacheCapacity);
        _loader = new SagaLoader<TSaga, TContext>(contexts, options.Include);
        _lanes = new LaneSet<SagaUnit<TSaga>>(options.Consumer, store.Lanes.SagaLanes, new SagaLaneWriter<TSaga>(context.Model), (store, logger));
        _history = SagaHistoryWriter.For<TSaga>(context.Model);
        _scopes = provider.GetRequiredService<Bind<IBus, ISetScopedConsumeContext>>().Value;
        _ended = EndStep;
        Provider = provider;
        Store = store;
    }

    internal IServiceProvider Provider { get; }

    internal MessageStore Store { get; }

    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        var sagaId = context.CorrelationId
            ?? throw new SagaException("A saga in a lane is found by its correlation id only.", typeof(TSaga), typeof(T));
        await _gate.EnterAsync(sagaId);
        var isLeft = false;
        try
        {
            for (var conflicts = 0; ;)
            {
                var unit = NewUnit(sagaId, context, isNew: conflicts == 0 && _options.Starts(context.Message));
                var outcome = LaneOutcome.Duplicate;
                try
                {
                    await (conflicts == 0 ? TakeStepAsync(unit, context, next) : TakeStepAgainAsync(unit, context, next));
                    isLeft = !unit.IsEmpty && _lanes.TryLeave(unit, context);
                    if (!isLeft && !unit.IsEmpty)
                        outcome = await _lanes.RunAsync(unit);
                    return;
                }
                catch (SagaConflictException) when (conflicts < MaxConflicts)
                {
                    // Another instance was faster: the step runs again on what it left.
                    conflicts++;
                }
                finally
                {
                    if (!isLeft)
                        KeepOrForget(unit, outcome);
                }
            }
        }
        finally
        {
            if (!isLeft)
                _gate.Leave(sagaId);
        }
    }

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class =>
        throw new NotSupportedException("Sagas in lanes are correlated by id: use CorrelateById instead of CorrelateBy.");

    public void Probe(ProbeContext context) => context.CreateScope("lanes");

    public ValueTask DisposeAsync() => _lanes.DisposeAsync();

    /// <summary>The saga as it was last committed. One that <paramref name="isNew"/> is not looked for in the database.</summary>
    internal ValueTask<TSaga?> LoadAsync(Guid sagaId, bool isNew)
    {
        if (_cache.TryGet(sagaId, out var saga) || isNew)
            return ValueTask.FromResult(saga);
        return new ValueTask<TSaga?>(_loader.LoadAsync(sagaId));
    }

    /// <summary>What the hub is told of the saga; null when nobody wants to hear of it.</summary>
    internal HubRow? StateOf(TSaga saga) => Store.TellsStates ? _options.State?.Invoke(saga) : null;

    /// <summary>Whether the step left the saga as it was, so that there is nothing to write.</summary>
    internal bool IsUnchanged(TSaga saga) => _history is not null && !_history.HasPending(saga);

    /// <summary>
    /// A run in a scope of its own: what the container gave to activities of an earlier run sends with a unit that is lost.
    /// </summary>
    private async Task TakeStepAgainAsync<T>(SagaUnit<TSaga> unit, ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        await using var scope = Provider.CreateAsyncScope();
        await TakeStepAsync(unit, new ConsumeContextScope<T>(context, (IServiceScope)scope, scope.ServiceProvider), next);
    }

    private SagaUnit<TSaga> NewUnit(Guid sagaId, ConsumeContext context, bool isNew) =>
        new(sagaId) { MessageId = context.MessageId, Consumer = _options.Consumer, IsNew = isNew, Ended = _ended };

    /// <summary>What is left of a step whose unit was left to the lane.</summary>
    private void EndStep(SagaUnit<TSaga> unit, LaneOutcome outcome)
    {
        try
        {
            KeepOrForget(unit, outcome);
        }
        finally
        {
            _gate.Leave(unit.OrderId);
        }
    }

    private async Task TakeStepAsync<T>(SagaUnit<TSaga> unit, ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        var step = new SagaStepContext<TSaga, TContext, T>(context, unit, this);
        using (step.EnterScope(_scopes))
            await next.Send(step);
        if (unit is { Change: SagaChange.None, Saga: { } unchanged })
            await EnsureCurrentAsync(unchanged);
    }

    /// <summary>Whatever was not committed must not be seen by the next message: the instance has already changed.</summary>
    private void KeepOrForget(SagaUnit<TSaga> unit, LaneOutcome outcome)
    {
        if (outcome == LaneOutcome.Committed && unit is { Saga: { } saga, Change: not SagaChange.Delete, IsUndone: false })
            Keep(saga);
        else if (!unit.IsEmpty || unit.Saga is null || unit.IsUndone)
            _cache.Remove(unit.OrderId);
    }

    /// <summary>
    /// A step that changes nothing has no commit that would compare versions. If the saga came from memory, another
    /// instance may have moved it on, and the message that looked meaningless may be the one it waits for.
    /// </summary>
    private async Task EnsureCurrentAsync(TSaga saga)
    {
        if (!_cache.TryGet(saga.CorrelationId, out var cached) || !ReferenceEquals(cached, saga))
            return;
        if (await _loader.LoadAsync(saga.CorrelationId) is { } stored && stored.Version == saga.Version)
            return;
        _cache.Remove(saga.CorrelationId);
        throw new SagaConflictException(saga.CorrelationId);
    }

    private void Keep(TSaga saga)
    {
        _options.Committed?.Invoke(saga);
        _history?.Clear(saga);
        if (_options.Ended(saga))
            _cache.Remove(saga.CorrelationId);
        else
            _cache.Put(saga);
    }
}
