using Workflow.Contracts;

namespace Workflow.Integration.Messaging.Sagas;

/// <summary>A place where counters are kept: what every repository must do with them is said in <see cref="CounterContract"/>.</summary>
internal interface ICounterWorld : IAsyncDisposable
{
    /// <summary>Sends without waiting for the effect.</summary>
    Task SendAsync(OrderMessage message);

    /// <summary>Count and state of a counter as they are stored; null when there is none.</summary>
    Task<(int Count, string State)?> FindAsync(Guid id);

    /// <summary>Waits until every message was consumed.</summary>
    Task WaitUntilQuietAsync();
}
