using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Transport;

/// <summary>Takes committed messages to where they are consumed, and tells the outbox's window what became of each.</summary>
internal interface IMessageTransport
{
    /// <summary>Returns when messages can be sent for the first time.</summary>
    Task WaitUntilReadyAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Sends <paramref name="rows"/>; those of one order in their order. Returns when more may follow, which may be
    /// before the transport has confirmed them. One caller at a time.
    /// </summary>
    Task SendAsync(ReadOnlyMemory<OutboxRow> rows, CancellationToken cancellationToken);
}
