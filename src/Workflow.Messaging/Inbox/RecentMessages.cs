using System.Collections.Concurrent;

namespace Workflow.Messaging.Inbox;

/// <summary>
/// The fast check before the database's unique key: message ids that this process committed lately.
/// Two generations of bounded size; when the younger is full the older is forgotten, which costs only a database check.
/// </summary>
/// <param name="generationSize">Ids in one generation; 1,024 to 1,048,576.</param>
public sealed class RecentMessages(int generationSize = 32_768)
{
    private volatile ConcurrentDictionary<(Guid, string), byte> _young = new();
    private volatile ConcurrentDictionary<(Guid, string), byte> _old = new();
    private int _count;

    /// <summary>Whether the effect of this message at this consumer is known to be committed.</summary>
    public bool Contains(Guid messageId, string consumer) =>
        _young.ContainsKey((messageId, consumer)) || _old.ContainsKey((messageId, consumer));

    /// <summary>Remembers a committed message.</summary>
    public void Add(Guid messageId, string consumer)
    {
        _young.TryAdd((messageId, consumer), 0);
        if (Interlocked.Increment(ref _count) < generationSize)
            return;
        Interlocked.Exchange(ref _count, 0);
        _old = _young;
        _young = new();
    }
}
