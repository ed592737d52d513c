using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.DeadLetters;

/// <summary>Keeps what can never be worked on, in the same commit as the note that it has been read.</summary>
public static class DeadLetterBatch
{
    /// <summary>Adds <paramref name="messages"/>; one that is kept already and still open is not kept twice.</summary>
    public static void Add(SqlBatch sql, IReadOnlyList<DeadMessage> messages) => DeadLetterTable.AddStore(sql, messages);
}
