namespace Workflow.Messaging.Sagas;

/// <summary>
/// One message at a time for each saga within this process, in order of arrival. It saves the lost races that messages
/// of one order would otherwise run against each other; races between processes are decided by the saga's version.
/// </summary>
internal sealed class SagaGate
{
    private readonly Dictionary<Guid, Queue<TaskCompletionSource>?> _held = [];
    private readonly Lock _lock = new();

    /// <summary>Waits for the saga's turn, which lasts until <see cref="Leave"/>.</summary>
    internal Task EnterAsync(Guid sagaId)
    {
        lock (_lock)
        {
            if (_held.TryAdd(sagaId, null))
                return Task.CompletedTask;
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_held[sagaId] ??= new Queue<TaskCompletionSource>()).Enqueue(turn);
            return turn.Task;
        }
    }

    /// <summary>Lets the next one in.</summary>
    internal void Leave(Guid sagaId)
    {
        TaskCompletionSource? next = null;
        lock (_lock)
        {
            if (_held[sagaId] is not { } waiting || !waiting.TryDequeue(out next))
                _held.Remove(sagaId);
        }
        next?.SetResult();
    }
}
