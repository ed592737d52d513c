using MassTransit;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Workflow.Contracts;
using Workflow.Messaging.Clock;
using Workflow.Messaging.Inbox;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Sagas;
using Workflow.Messaging.Scheduling;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging;

/// <summary>Registers lanes, inbox, outbox and relay.</summary>
public static class MessagingRegistration
{
    /// <summary>
    /// Adds lanes, inbox, outbox, relay and a MassTransit bus that <paramref name="configureBus"/> gives its transport
    /// (with <see cref="UseWorkflowMessaging"/>) and its consumers. Needs an <c>NpgsqlDataSource</c>. Reads the
    /// sections <c>Messaging:Lanes</c> and <c>Messaging:Relay</c>. The time of all is <see cref="DatabaseClock"/>'s,
    /// unless a <see cref="TimeProvider"/> is registered already.
    /// </summary>
    public static IServiceCollection AddWorkflowMessaging(
        this IServiceCollection services, IConfiguration configuration, Action<IBusRegistrationConfigurator> configureBus)
    {
        services.AddOptions<LaneOptions>().Bind(configuration.GetSection("Messaging:Lanes"), Strict).ValidateOnStart();
        services.AddOptions<RelayOptions>().Bind(configuration.GetSection("Messaging:Relay"), Strict).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LaneOptions>, MessagingOptionsCheck>();
        services.AddSingleton<IValidateOptions<RelayOptions>, MessagingOptionsCheck>();
        services.AddSingleton(new DatabaseClock(ShiftedTime.Of(configuration)));
        services.TryAddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>());
        services.AddSingleton(WorkflowInstance.New());
        services.AddSingleton<OutboxWindow>();
        services.AddSingleton(new RecentMessages());
        services.AddSingleton<MessageStore>();
        services.AddSingleton<MessageTransport>();
        services.AddSingleton<IDueWork, InboxUpkeep>();
        services.AddSingleton<ScheduleSweep>();
        services.AddSingleton<BeatJob>();
        services.AddReceiveObserver<ConsumeOutcomeObserver>();
        services.AddHostedService<ClockKeeper>();
        // Hosted services stop in reverse: first the beat goes to another instance and nothing new is sent, then the bus finishes what it consumes, and only
        // then this instance takes its leave.
        services.AddHostedService<InstanceHeartbeat>();
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            configureBus(bus);
        });
        services.AddHostedService<RelaySender>();
        services.AddHostedService<RelaySweep>();
        services.AddHostedService<ClusterBeat>();
        return services;
    }

    // An unknown name is a typing error that would leave a limit at its default unnoticed.
    private static void Strict(BinderOptions binder) => binder.ErrorOnUnknownConfiguration = true;

    /// <summary>Makes the bus speak the contracts' own JSON and keeps base types out of its topology.</summary>
    public static void UseWorkflowMessaging(this IBusFactoryConfigurator configurator)
    {
        configurator.AddSerializer(new ContractSerializer());
        configurator.AddDeserializer(new ContractSerializer());
        configurator.Publish<OrderMessage>(publish => publish.Exclude = true);
        configurator.Publish<OperatorCommand>(publish => publish.Exclude = true);
    }

    /// <summary>
    /// The usual settings of a queue whose consumers work through lanes: many messages at once, because each waits for
    /// a commit that it shares with the others; failures are the outbox's business, not an error queue's.
    /// </summary>
    public static void UseLanes(this IReceiveEndpointConfigurator endpoint, int concurrency = 1024)
    {
        endpoint.PrefetchCount = concurrency;
        endpoint.ConcurrentMessageLimit = concurrency;
        endpoint.PublishFaults = false;
        endpoint.ConfigureConsumeTopology = false;
        endpoint.DiscardFaultedMessages();
        endpoint.DiscardSkippedMessages();
    }

    /// <summary>Keeps the saga in PostgreSQL, through lanes, as <typeparamref name="TContext"/>'s model maps it.</summary>
    public static ISagaRegistrationConfigurator<TSaga> LaneRepository<TSaga, TContext>(
        this ISagaRegistrationConfigurator<TSaga> configurator, SagaRepositoryOptions<TSaga> options)
        where TSaga : class, ISaga, ISagaVersion
        where TContext : DbContext =>
        configurator.Repository(services =>
        {
            services.AddSingleton(options);
            services.AddSingleton<LaneSagaRepository<TSaga, TContext>>();
            services.AddSingleton<ISagaRepositoryContextFactory<TSaga>>(
                provider => provider.GetRequiredService<LaneSagaRepository<TSaga, TContext>>());
        });
}
