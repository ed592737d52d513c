using MassTransit;
using Workflow.Messaging.Kafka.Hub;

namespace Workflow.Messaging.Sagas;

/// <summary>How one saga type is kept.</summary>
/// <typeparam name="TSaga">The saga.</typeparam>
public sealed class SagaRepositoryOptions<TSaga>
    where TSaga : class, ISaga
{
    /// <summary>Pinned name in the inbox key and in metrics.</summary>
    public required string Consumer { get; init; }

    /// <summary>What has to be loaded with the saga; default nothing.</summary>
    public Func<IQueryable<TSaga>, IQueryable<TSaga>> Include { get; init; } = query => query;

    /// <summary>
    /// Whether a message is the one that its saga begins with, so that a first try need not look for the saga: if it is there all
    /// the same, its insert is refused and the step runs again on what is stored. Default never.
    /// </summary>
    public Func<object, bool> Starts { get; init; } = _ => false;

    /// <summary>
    /// Whether a saga has ended, so that no message is expected for it and it need not stay in memory: one that comes all the same
    /// has it loaded. Default never.
    /// </summary>
    public Func<TSaga, bool> Ended { get; init; } = _ => false;

    /// <summary>Told of each saga whose change is committed, before its history is cleared; quick, and never throwing. Default nothing.</summary>
    public Action<TSaga>? Committed { get; init; }

    /// <summary>What the hub is told of a saga's state after each change; null when it is told nothing. Default nothing.</summary>
    public Func<TSaga, HubRow>? State { get; init; }

    /// <summary>Sagas kept in memory, of those that began last; 0 to 1,000,000; default 20,000.</summary>
    public int CacheCapacity { get; init; } = 20_000;
}
