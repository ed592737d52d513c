using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Workflow.Messaging.Ring;

/// <summary>
/// Where a ring's consumer sleeps. One reusable task source, so that parking allocates nothing. The sequence the
/// consumer waits for is the parking sign: whoever takes the sign down (one compare-and-swap) has the right and the
/// duty to end the wait, so a wait ends exactly once however producer, completion and cancellation race.
/// </summary>
internal sealed class RingParking(bool runContinuationsAsynchronously) : IValueTaskSource<bool>
{
    private const long Nobody = -1;

    private readonly ManualResetEventSlim _unblocked = new();
    private PaddedSequence _waitingFor = new(Nobody);
    private ManualResetValueTaskSourceCore<bool> _source;
    private CancellationTokenRegistration _cancellation;
    private Action? _unblock;

    internal ref readonly long WaitingForLocation => ref _waitingFor.Location;

    /// <summary>
    /// Whether the consumer sleeps until <paramref name="sequence"/> is published. One read of a line that changes
    /// only when the consumer parks or wakes. See <see cref="Ring{T}"/> for the fence that must come before it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsWaitingFor(long sequence) => _waitingFor.ReadAcquire() == sequence;

    /// <summary>Puts the parking sign up. Full fence: what the consumer reads next, it reads with the sign visible.</summary>
    internal void PutUpSign(long sequence, bool blocking)
    {
        if (_waitingFor.ReadOwn() != Nobody) ThrowSecondConsumer();

        _source.Reset();
        // A blocked thread is set free by whoever wakes it: a detour over the thread pool would only cost time.
        _source.RunContinuationsAsynchronously = runContinuationsAsynchronously && !blocking;
        _waitingFor.WriteFullFence(sequence);
    }

    /// <summary>Takes the sign down; false when somebody else did, who then ends the wait.</summary>
    internal bool TryTakeDownSign(long sequence) => _waitingFor.TryMove(sequence, Nobody);

    /// <summary>Ends the wait for <paramref name="sequence"/>, unless it has ended already.</summary>
    internal void Wake(long sequence, bool hasItem)
    {
        if (TryTakeDownSign(sequence)) _source.SetResult(hasItem);
    }

    /// <summary>The wait that the sign stands for, without cancellation: its end is on the way.</summary>
    internal ValueTask<bool> EndingWait() => new(this, _source.Version);

    /// <summary>The wait that the sign stands for.</summary>
    internal ValueTask<bool> Wait(CancellationToken cancellationToken)
    {
        // Registered after the sign is up, because a token that is cancelled already calls back from inside this line.
        if (cancellationToken.CanBeCanceled)
            _cancellation = cancellationToken.UnsafeRegister(
                static (state, token) => ((RingParking)state!).Cancel(token), this);
        return EndingWait();
    }

    /// <summary>Blocks the calling thread until <paramref name="wait"/> has ended.</summary>
    internal bool Block(ValueTask<bool> wait)
    {
        var awaiter = wait.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            _unblocked.Reset();
            awaiter.UnsafeOnCompleted(_unblock ??= _unblocked.Set);
            _unblocked.Wait(CancellationToken.None);
        }

        return awaiter.GetResult();
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        // Returns only when a callback that runs at this moment is over, so none is left to hit the next wait.
        _cancellation.Dispose();
        _cancellation = default;
        return _source.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken token)
    {
        var sequence = _waitingFor.ReadAcquire();
        if (sequence != Nobody && TryTakeDownSign(sequence))
            _source.SetException(new OperationCanceledException(token));
    }

    private static void ThrowSecondConsumer() => throw new InvalidOperationException(
        "The ring has one consumer, and it waits already: finish the wait before starting another.");
}
