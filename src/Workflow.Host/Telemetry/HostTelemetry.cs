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
        services.AddOptions<OtlpOptions>().Bind(configuration.GetSection(OtlpOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .Validate(OtlpOptions.IsValid, "Telemetry:Otlp: Endpoint must be an http or https address, Protocol HttpProtobuf or Grpc, MetricSeconds 0 to 3,600, SpanMilliseconds 10 to 60,000.")
            .ValidateOnStart();
        services.AddHostedService<OtlpExport>();
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
