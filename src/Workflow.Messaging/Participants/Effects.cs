using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Workflow.Contracts;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Participants;

/// <summary>
/// What a command does, exactly once: inbox key, the changes of a <typeparamref name="TContext"/> and the answer are one commit,
/// which many commands share. The command is acknowledged after it.
/// </summary>
public sealed class Effects<TContext> : IAsyncDisposable
    where TContext : DbContext
{
    private readonly string _consumer;
    private readonly Lane<EffectUnit<TContext>> _lane;

    internal Effects(string consumer, IServiceProvider services, (MessageStore Store, ILogger Logger) shared)
    {
        _consumer = consumer;
        _lane = new(consumer, new EffectWriter<TContext>(services), shared.Store, shared.Logger);
    }

    /// <summary>Returns when the effect of <paramref name="command"/> is durable, now or from before.</summary>
    /// <param name="command">The message as it came; its message id is the inbox key.</param>
    /// <param name="work">
    /// Changes the context, which is saved for it, and returns the answer to the saga; null for none. It may be called again when a
    /// try was lost, and must touch nothing outside the context: a call to another service belongs before or after it.
    /// The same command may come under a new message id: look the order up first, and answer as before.
    /// </param>
    /// <exception cref="LaneFullException">Too much is waiting; the message comes again.</exception>
    public Task RunAsync(OrderMessage command, Func<TContext, CancellationToken, Task<OrderMessage?>> work) =>
        _lane.RunAsync(new EffectUnit<TContext>(command, _consumer, work));

    /// <summary>Commits what is under way.</summary>
    public ValueTask DisposeAsync() => _lane.DisposeAsync();
}
