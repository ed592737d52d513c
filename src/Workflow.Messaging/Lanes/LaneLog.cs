using Microsoft.Extensions.Logging;

namespace Workflow.Messaging.Lanes;

internal static partial class LaneLog
{
    [LoggerMessage(1001, LogLevel.Warning, "Lane {Lane} cannot commit now and keeps {Units} units: {Reason}")]
    internal static partial void Waiting(ILogger logger, string lane, int units, string reason);

    [LoggerMessage(1002, LogLevel.Error, "Lane {Lane} cannot commit the unit of order {OrderId}")]
    internal static partial void Poison(ILogger logger, Exception error, string lane, Guid orderId);
}
