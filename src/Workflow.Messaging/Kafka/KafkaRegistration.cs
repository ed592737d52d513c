using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflow.Messaging.Kafka.Hub;
using Workflow.Messaging.Telemetry;

namespace Workflow.Messaging.Kafka;

/// <summary>Registers the event hub.</summary>
internal static class KafkaRegistration
{
    /// <summary>Adds the hub when a cluster is configured; without one nothing is added, and nothing costs anything.</summary>
    internal static void AddKafka(this IServiceCollection services, IConfiguration configuration)
    {
        if (!KafkaOptions.IsOn(configuration))
            return;
        services.AddOptions<KafkaOptions>().Bind(configuration.GetSection(KafkaOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<KafkaOptions>, KafkaOptionsCheck>();
        services.AddSingleton<KafkaClients>();
        services.AddSingleton<KafkaStatus>();
        services.AddSingleton<HubOutbox>();
        services.AddGauges(HubTable.Gauges);
        services.AddHostedService<HubGauges>();
        services.AddHostedService<HubPublisher>();
        services.AddHealthChecks().AddCheck<KafkaStatus>("kafka", tags: ["ready"]);
    }
}
