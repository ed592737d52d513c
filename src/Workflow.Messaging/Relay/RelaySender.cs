using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.Relay;

/// <summary>
/// Takes committed messages straight from memory and hands them to the transport. Messages of different orders travel
/// side by side; those of one order leave in the order in which they were written.
/// </summary>
internal sealed class RelaySender(OutboxWindow window, MessageTransport transport, ILogger<RelaySender> logger) : BackgroundService
{
    private const int MaxBatch = 256;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var buffer = new OutboxRow[MaxBatch];
        Dictionary<Guid, Task> lastOfOrder = new(MaxBatch);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await window.Ring.WaitToReadAsync(stoppingToken))
                    return;
            }
            catch (OperationCanceledException)
            {
                // Stopping: what is still in the ring is in the table too.
                return;
            }
            var count = window.Ring.Drain(buffer);
            await SendAsync(buffer.AsMemory(0, count), lastOfOrder);
            Array.Clear(buffer, 0, count);
        }
    }

    private async Task SendAsync(ReadOnlyMemory<OutboxRow> rows, Dictionary<Guid, Task> lastOfOrder)
    {
        lastOfOrder.Clear();
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows.Span[i];
            var previous = lastOfOrder.GetValueOrDefault(row.OrderId, Task.CompletedTask);
            lastOfOrder[row.OrderId] = SendAfterAsync(previous, row);
        }
        await Task.WhenAll(lastOfOrder.Values);
    }

    private async Task SendAfterAsync(Task previous, OutboxRow row)
    {
        await previous;
        try
        {
            await transport.SendAsync(row, CancellationToken.None);
            window.Sent(row);
        }
        catch (Exception error)
        {
            RelayLog.SendFailed(logger, row.MessageId, row.Destination, error.Message);
            window.Fail(row.MessageId, error);
        }
    }
}
