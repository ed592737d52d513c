namespace Workflow.Messaging;

/// <summary>The beat of work that goes on until its host stops.</summary>
internal static class TimerTicks
{
    /// <summary>Waits for the next tick; false when the host stops.</summary>
    internal static async Task<bool> TickAsync(this PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
