using Workflow.Messaging.Relay;

namespace Workflow.Messaging.Lanes;

/// <summary>Sees to it that what a commit planned in memory is carried out or taken back, however the try ends.</summary>
internal sealed class OutboxChangeScope(MessageStore store) : IDisposable
{
    private bool _committed;

    internal OutboxChange? Value { get; set; }

    internal void Commit(IReadOnlyList<LaneUnit> units)
    {
        _committed = true;
        store.Committed(units, Value!);
    }

    public void Dispose()
    {
        if (!_committed)
            store.RolledBack(Value);
    }
}
