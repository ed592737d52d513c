using System.Collections.Concurrent;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Workflow.Messaging.Sagas;

/// <summary>Loads sagas by id, many at once: whoever asks while a query runs shares the next one.</summary>
internal sealed class SagaLoader<TSaga, TContext>(
    IDbContextFactory<TContext> contexts, Func<IQueryable<TSaga>, IQueryable<TSaga>> include)
    where TSaga : class, ISaga
    where TContext : DbContext
{
    private const int MaxBatch = 512;

    private readonly ConcurrentQueue<(Guid Id, TaskCompletionSource<TSaga?> Found)> _waiting = new();
    private int _running;

    internal Task<TSaga?> LoadAsync(Guid sagaId)
    {
        var found = new TaskCompletionSource<TSaga?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((sagaId, found));
        if (Interlocked.CompareExchange(ref _running, 1, 0) == 0)
            _ = RunAsync();
        return found.Task;
    }

    private async Task RunAsync()
    {
        do
        {
            while (!_waiting.IsEmpty)
                await LoadBatchAsync();
            Volatile.Write(ref _running, 0);
            // Someone may have queued between the last look and the release.
        }
        while (!_waiting.IsEmpty && Interlocked.CompareExchange(ref _running, 1, 0) == 0);
    }

    private async Task LoadBatchAsync()
    {
        List<(Guid Id, TaskCompletionSource<TSaga?> Found)> batch = [];
        while (batch.Count < MaxBatch && _waiting.TryDequeue(out var next))
            batch.Add(next);
        try
        {
            var ids = batch.ConvertAll(entry => entry.Id).ToArray();
            await using var context = await contexts.CreateDbContextAsync();
            var sagas = await include(context.Set<TSaga>().AsNoTracking().Where(saga => ids.Contains(saga.CorrelationId)))
                .ToDictionaryAsync(saga => saga.CorrelationId);
            batch.ForEach(entry => entry.Found.SetResult(sagas.GetValueOrDefault(entry.Id)));
        }
        catch (Exception error)
        {
            batch.ForEach(entry => entry.Found.TrySetException(error));
        }
    }
}
