using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Workflow.Messaging.Sagas;

/// <summary>One message at one saga: what MassTransit's saga pipe loads from and saves to.</summary>
internal sealed class SagaStepContext<TSaga, TContext, TMessage> : ConsumeContextScope<TMessage>, SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISaga, ISagaVersion
    where TContext : DbContext
    where TMessage : class
{
    private readonly ConsumeContext<TMessage> _captured;
    private readonly SagaUnit<TSaga> _unit;
    private readonly LaneSagaRepository<TSaga, TContext> _repository;

    internal SagaStepContext(ConsumeContext<TMessage> context, SagaUnit<TSaga> unit, LaneSagaRepository<TSaga, TContext> repository)
        : base(context)
    {
        _captured = new OutboxCaptureContext<TMessage>(context, unit, repository.Provider, repository.Store);
        _unit = unit;
        _repository = repository;
    }

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) => Enter(_captured, instance);

    // A pre-insert is a round trip of its own that the lane makes needless: the insert happens at the commit.
    public Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance) =>
        Task.FromResult<SagaConsumeContext<TSaga, TMessage>>(null!);

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId) =>
        await _repository.LoadAsync(correlationId, _unit.IsNew) is { } saga ? await Enter(_captured, saga) : null!;

    /// <summary>Until the result is disposed, what the container gives to activities sends with the unit of work, too.</summary>
    internal IDisposable? EnterScope(ISetScopedConsumeContext scopes) =>
        _captured.TryGetPayload<IServiceScope>(out var scope) ? scopes.PushContext(scope, _captured) : null;

    public Task Save(SagaConsumeContext<TSaga> context)
    {
        context.Saga.Version = 1;
        return Keep(context.Saga, SagaChange.Insert);
    }

    public Task Update(SagaConsumeContext<TSaga> context)
    {
        EnsureSame(context.Saga);
        _unit.Saga = context.Saga;
        if (_repository.IsUnchanged(context.Saga))
            return Task.CompletedTask;
        context.Saga.Version++;
        return Keep(context.Saga, SagaChange.Update);
    }

    public Task Delete(SagaConsumeContext<TSaga> context) => Keep(context.Saga, SagaChange.Delete);

    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context)
    {
        _unit.Saga = context.Saga;
        _unit.IsUndone = true;
        return Task.CompletedTask;
    }

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(
        ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class => Enter(consumeContext, instance);

    private static Task<SagaConsumeContext<TSaga, T>> Enter<T>(ConsumeContext<T> context, TSaga instance)
        where T : class =>
        Task.FromResult<SagaConsumeContext<TSaga, T>>(new DefaultSagaConsumeContext<TSaga, T>(context, instance));

    // Under another id it would be somebody else's saga, or one that no message finds.
    private void EnsureSame(TSaga saga)
    {
        if (saga.CorrelationId != _unit.OrderId)
            throw new InvalidOperationException($"A step gave saga {_unit.OrderId} another id, {saga.CorrelationId}. The id of a saga never changes.");
    }

    private Task Keep(TSaga saga, SagaChange change)
    {
        EnsureSame(saga);
        _unit.Saga = saga;
        _unit.Change = change;
        if (_repository.StateOf(saga) is { } state)
            _unit.TellHub(state);
        return Task.CompletedTask;
    }
}
