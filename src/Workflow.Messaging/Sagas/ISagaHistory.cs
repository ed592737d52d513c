namespace Workflow.Messaging.Sagas;

/// <summary>
/// A saga that keeps an append-only history. What stands in <see cref="PendingHistory"/> when the saga is saved is
/// inserted in the same commit as the saga's row, and the list is then cleared.
/// </summary>
/// <typeparam name="TEvent">The history row, an entity of the same EF Core model as the saga.</typeparam>
public interface ISagaHistory<TEvent>
    where TEvent : class
{
    /// <summary>Rows not stored yet, oldest first.</summary>
    ref ShortList<TEvent> PendingHistory { get; }
}
