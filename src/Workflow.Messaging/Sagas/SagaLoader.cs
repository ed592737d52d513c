using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Sagas;

/// <summary>Loads sagas by id, many at once: whoever asks while a query runs shares the next one.</summary>
internal sealed class SagaLoader<TSaga, TContext>(
    IDbContextFactory<TContext> contexts, Func<IQueryable<TSaga>, IQueryable<TSaga>> include)
    where TSaga : class, ISaga
    where TContext : DbContext
{
    private const int MaxBatch = 512;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // A database that is away is no fault of the message that waits for its saga.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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
            var sagas = await QueryAsync(batch.ConvertAll(entry => entry.Id).ToArray());
            batch.ForEach(entry => entry.Found.SetResult(sagas.GetValueOrDefault(entry.Id)));
        }
        catch (Exception error)
        {
            batch.ForEach(entry => entry.Found.TrySetException(error));
        }
    }

    private async Task<Dictionary<Guid, TSaga>> QueryAsync(Guid[] ids)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var context = await contexts.CreateDbContextAsync();
                return await include(context.Set<TSaga>().AsNoTracking().Where(saga => ids.Contains(saga.CorrelationId)))
                    .ToDictionaryAsync(saga => saga.CorrelationId);
            }
            catch (Exception error) when (DatabaseFaults.IsTransient(error) && Stopwatch.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause);
            }
        }
    }
}
