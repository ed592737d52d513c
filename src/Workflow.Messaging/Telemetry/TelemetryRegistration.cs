using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Workflow.Messaging.Telemetry;

/// <summary>Registers what messaging measures beside its hot path.</summary>
public static class TelemetryRegistration
{
    internal static void AddMessagingTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddOptions<TelemetryOptions>().Bind(configuration.GetSection(TelemetryOptions.Section))
            .Validate(options => options.GaugeSeconds is >= 1 and <= 300, "Telemetry:GaugeSeconds must be 1 to 300.")
            .Validate(options => options.Sampling is >= 0 and <= 1, "Telemetry:Sampling must be 0 to 1.").ValidateOnStart();
        services.AddGauges(MessagingQueries.Outbox);
        services.AddGauges(MessagingQueries.Schedule);
        services.AddGauges(MessagingQueries.DeadLetters);
        services.AddGauges(MessagingQueries.DeadLettersByQueue);
        services.AddGauges(MessagingQueries.Instances);
        services.AddGauges(MessagingQueries.Inbox);
        services.AddHostedService<MessagingGauges>();
        services.AddHostedService<DatabaseGauges>();
    }

    /// <summary>Has <paramref name="query"/> read with the others, once an interval.</summary>
    public static void AddGauges(this IServiceCollection services, GaugeQuery query) => services.AddSingleton(query);
}
