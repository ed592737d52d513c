using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflow.Messaging.Faults;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.Relay;

/// <summary>Takes committed messages straight from memory and hands them to the transport.</summary>
internal sealed class RelaySender(
    OutboxWindow window, IMessageTransport transport, FaultInjection faults, ILogger<RelaySender> logger) : BackgroundService
{
    private const int MaxBatch = 256;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var buffer = new OutboxRow[MaxBatch];
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await window.Ring.WaitToReadAsync(stoppingToken))
                    return;
                var count = window.Ring.Drain(buffer);
                RelayMetrics.Drained(buffer.AsSpan(0, count));
                await transport.SendAsync(faults.Disturb(buffer.AsMemory(0, count)), stoppingToken);
                Array.Clear(buffer, 0, count);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // What is still in the ring is in the table too.
                return;
            }
            catch (Exception error)
            {
                // A sender that ends would leave the process without one; what it held is in the table too.
                RelayLog.SweepGoesOn(logger, error);
            }
        }
    }
}
