using MassTransit;

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

    /// <summary>Told of each saga whose change is committed, before its history is cleared; quick, and never throwing. Default nothing.</summary>
    public Action<TSaga>? Committed { get; init; }

    /// <summary>Sagas kept in memory; 0 to 1,000,000; default 20,000.</summary>
    public int CacheCapacity { get; init; } = 20_000;
}
