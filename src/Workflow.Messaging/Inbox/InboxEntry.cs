namespace Workflow.Messaging.Inbox;

/// <summary>The mark that a consumer has handled a message; committed with the effect.</summary>
internal sealed class InboxEntry
{
    /// <summary>Partition key: the UTC day inside the message id when it is a UUID version 7, else the day of arrival.</summary>
    public DateOnly Day { get; init; }

    /// <summary>The message id.</summary>
    public Guid MessageId { get; init; }

    /// <summary>Pinned name of the consumer.</summary>
    public string Consumer { get; init; } = "";

    /// <summary>The order it belongs to.</summary>
    public Guid OrderId { get; init; }
}
