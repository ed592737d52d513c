namespace Workflow.Messaging.Sagas;

/// <summary>
/// One message at a time for each saga within this process, in order of arrival. It saves the lost races that messages
/// of one order would otherwise run against each other; races between processes are decided by the saga's version.
/// </summary>
internal sealed class SagaGate
{
    private readonly Dictionary<Guid, Queue<TaskCompletionSource>?> _held = [];
    private readonly Lock _lock = new();

    /// <summary>Waits for the saga's turn; disposing the pass lets the next one in.</summary>
    internal ValueTask<Pass> EnterAsync(Guid sagaId)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_held.TryAdd(sagaId, null))
                return new ValueTask<Pass>(new Pass(this, sagaId));
            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_held[sagaId] ??= new Queue<TaskCompletionSource>()).Enqueue(turn);
        }
        return WaitAsync(turn, sagaId);
    }

    private async ValueTask<Pass> WaitAsync(TaskCompletionSource turn, Guid sagaId)
    {
        await turn.Task;
        return new Pass(this, sagaId);
    }

    private void Leave(Guid sagaId)
    {
        TaskCompletionSource? next = null;
        lock (_lock)
        {
            if (_held[sagaId] is not { } waiting || !waiting.TryDequeue(out next))
                _held.Remove(sagaId);
        }
        next?.SetResult();
    }

    /// <summary>The right to work on one saga.</summary>
    internal readonly struct Pass(SagaGate gate, Guid sagaId) : IDisposable
    {
        public void Dispose() => gate.Leave(sagaId);
    }
}
