using Microsoft.Extensions.Logging;

namespace Workflow.Messaging.Scheduling;

/// <summary>Lets what Quartz logs in the container of its own appear where the host logs.</summary>
internal sealed class HostLogging(ILoggerFactory host) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => host.CreateLogger(categoryName);

    /// <summary>The loggers are the host's to dispose.</summary>
    public void Dispose()
    {
    }
}
