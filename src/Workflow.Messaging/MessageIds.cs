namespace Workflow.Messaging;

/// <summary>New ids: UUID version 7, so that they sort by time and index pages fill from one side.</summary>
public static class MessageIds
{
    /// <summary>A new id of the moment <paramref name="now"/>.</summary>
    public static Guid New(DateTimeOffset now) => Guid.CreateVersion7(now);
}
