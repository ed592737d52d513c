namespace Workflow.Host.Telemetry;

/// <summary>Registers what the host tells of itself: metrics, traces, logs.</summary>
internal static class HostTelemetry
{
    internal static void AddHostTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MetricsOptions>().Bind(configuration.GetSection(MetricsOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<MetricCollector>();
        services.AddHostedService<MetricListening>();
    }

    /// <summary>Begins to listen before anything is measured, so that what rises and falls starts at nothing.</summary>
    private sealed class MetricListening(MetricCollector collector) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            GC.KeepAlive(collector);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
