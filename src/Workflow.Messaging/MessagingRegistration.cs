using MassTransit;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Workflow.Contracts;
using Workflow.Messaging.Clock;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Faults;
using Workflow.Messaging.Inbox;
using Workflow.Messaging.Kafka;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.RabbitMq;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Sagas;
using Workflow.Messaging.Scheduling;
using Workflow.Messaging.Telemetry;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging;

/// <summary>Registers lanes, inbox, outbox and relay.</summary>
public static class MessagingRegistration
{
    // What comes over MassTransit's own transport in memory, which wakes as many readers for each message.
    private const int InMemoryConcurrency = 64;

    // What comes from a broker and has no direct way, so that MassTransit refuses it; its client wakes as many readers for each message.
    private const int OthersConcurrency = 8;

    /// <summary>
    /// Adds lanes, inbox, outbox, relay and a MassTransit bus that <paramref name="configureBus"/> gives its transport
    /// (with <see cref="UseWorkflowMessaging"/>) and its consumers. Needs an <c>NpgsqlDataSource</c>. Reads the
    /// sections <c>Messaging:Lanes</c>, <c>Messaging:Relay</c> and <c>Messaging:DeadLetters</c>. The time of all is
    /// <see cref="DatabaseClock"/>'s, unless a <see cref="TimeProvider"/> is registered already.
    /// </summary>
    public static IServiceCollection AddWorkflowMessaging(
        this IServiceCollection services, IConfiguration configuration, Action<IBusRegistrationConfigurator> configureBus)
    {
        services.AddOptions<LaneOptions>().Bind(configuration.GetSection("Messaging:Lanes"), Strict).ValidateOnStart();
        var transport = TransportSetting.Read(configuration);
        services.AddOptions<RelayOptions>().Bind(configuration.GetSection("Messaging:Relay"), Strict).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LaneOptions>, MessagingOptionsCheck>();
        services.AddSingleton<IValidateOptions<RelayOptions>, MessagingOptionsCheck>();
        services.AddSingleton(provider => new DatabaseClock(
            ShiftedTime.By(provider.GetRequiredService<IOptions<FaultOptions>>().Value.ClockShiftSeconds)));
        services.TryAddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>());
        services.AddSingleton(WorkflowInstance.New());
        services.AddSingleton(provider => new OutboxWindow(
            provider.GetRequiredService<WorkflowInstance>(),
            (transport, provider.GetRequiredService<DirectQueues>()),
            provider.GetRequiredService<IOptions<RelayOptions>>()));
        services.AddSingleton(new RecentMessages());
        services.AddSingleton<DirectQueues>();
        services.AddSingleton<MessageStore>();
        services.AddSingleton<FaultInjection>();
        services.AddOptions<FaultOptions>().Bind(configuration.GetSection("Faults"), Strict);
        services.AddSingleton<IDueWork, InboxUpkeep>();
        services.AddSingleton<ScheduledMessages>();
        services.AddSingleton<ScheduleSweep>();
        services.AddSingleton<BeatJob>();
        services.AddDeadLetters(configuration);
        services.AddMessagingTelemetry(configuration);
        services.AddReceiveObserver<ConsumeOutcomeObserver>();
        services.AddHostedService<ClockKeeper>();
        // Hosted services stop in reverse: first the beat goes to another instance and nothing new is sent, then the bus
        // finishes what it consumes, and only then this instance takes its leave.
        services.AddSingleton<InstanceHeartbeat>();
        services.AddHostedService(provider => provider.GetRequiredService<InstanceHeartbeat>());
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            configureBus(bus);
        });
        if (transport == TransportKind.RabbitMQ)
            services.AddRabbitMq(configuration);
        else
            services.AddInMemory();
        services.AddKafka(configuration);
        services.AddHostedService<RelaySender>();
        services.AddHostedService<RelaySweep>();
        services.AddHostedService<ClusterBeat>();
        return services;
    }

    private static void AddDeadLetters(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DeadLetterOptions>().Bind(configuration.GetSection("Messaging:DeadLetters"), Strict).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DeadLetterOptions>, MessagingOptionsCheck>();
        services.AddSingleton<DeadLetterQuery>();
        services.AddSingleton<DeadLetterActions>();
        services.AddSingleton<IDueWork, DeadLetterUpkeep>();
    }

    private static void AddInMemory(this IServiceCollection services)
    {
        services.AddReceiveEndpointObserver(provider => provider.GetRequiredService<DirectQueues>());
        services.AddSingleton<InMemoryTransport>();
        services.AddSingleton<IMessageTransport>(provider => provider.GetRequiredService<InMemoryTransport>());
        services.AddHostedService(provider => provider.GetRequiredService<InMemoryTransport>());
    }

    private static void AddRabbitMq(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RabbitMqOptions>().Bind(configuration.GetSection(RabbitMqOptions.Section), Strict).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RabbitMqOptions>, MessagingOptionsCheck>();
        services.AddOptions<WireOptions>().Bind(configuration.GetSection(WireOptions.Section), Strict).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WireOptions>, WireOptionsCheck>();
        services.AddSingleton<WireEncoder>();
        services.AddSingleton<RabbitMqTopology>();
        services.AddSingleton<BrokerConnection>();
        services.AddSingleton<BrokerConsumers>();
        services.AddReceiveEndpointObserver(provider => provider.GetRequiredService<BrokerConsumers>());
        services.AddReceiveEndpointObserver(provider => provider.GetRequiredService<DirectQueues>());
        services.AddSingleton<FailureStore>();
        services.AddSingleton<FailedMessages>();
        services.AddSingleton<BrokerDeadLetters>();
        services.AddHostedService(provider => provider.GetRequiredService<BrokerDeadLetters>());
        services.AddSingleton<RabbitMqTransport>();
        services.AddSingleton<IMessageTransport>(provider => provider.GetRequiredService<RabbitMqTransport>());
        services.AddHostedService(provider => provider.GetRequiredService<RabbitMqTransport>());
        services.AddHostedService<ConsumerWatch>();
        services.AddHostedService<BrokerGauges>();
    }

    /// <summary>
    /// Gives the bus the transport that <c>Transport</c> names; <paramref name="configure"/> sets up the receive endpoints,
    /// which are the same on every transport.
    /// </summary>
    public static void UseTransport(
        this IBusRegistrationConfigurator bus, IConfiguration configuration, Action<IBusRegistrationContext, IBusFactoryConfigurator> configure)
    {
        if (TransportSetting.Read(configuration) == TransportKind.RabbitMQ)
        {
            bus.UseRabbitMq(configure);
            return;
        }
        bus.UsingInMemory((context, transport) =>
        {
            transport.UseWorkflowMessaging();
            configure(context, transport);
        });
    }

    // An unknown name is a typing error that would leave a limit at its default unnoticed.
    private static void Strict(BinderOptions binder) => binder.ErrorOnUnknownConfiguration = true;

    /// <summary>Makes the bus speak the contracts' own JSON and keeps base types out of its topology.</summary>
    public static void UseWorkflowMessaging(this IBusFactoryConfigurator configurator)
    {
        // Whatever content type a sender names, the body is a contract's JSON or it is refused.
        configurator.ClearSerialization();
        configurator.AddSerializer(new ContractSerializer());
        configurator.AddDeserializer(new ContractSerializer(), isDefault: true);
        configurator.Publish<OrderMessage>(publish => publish.Exclude = true);
        configurator.Publish<OperatorCommand>(publish => publish.Exclude = true);
    }

    /// <summary>
    /// The usual settings of a queue whose consumers work through lanes: many messages at once, because each waits for
    /// a commit that it shares with the others; failures are the outbox's business, not an error queue's. Without
    /// <paramref name="concurrency"/> the relay's window is the limit in memory, and <c>RabbitMq:Prefetch</c> with a broker.
    /// </summary>
    public static void UseLanes(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context, int? concurrency = null)
    {
        endpoint.PublishFaults = false;
        endpoint.ConfigureConsumeTopology = false;
        var name = endpoint.InputAddress.Segments[^1];
        var queue = endpoint as IRabbitMqReceiveEndpointConfigurator;
        var telemetry = new ConsumeTelemetry(name, queue is null ? MessagingTags.InMemory : MessagingTags.RabbitMq);
        if (concurrency is null)
            context.GetRequiredService<DirectQueues>().AddLanes(name, new DirectPipes(telemetry));
        endpoint.UseFilter(telemetry);
        if (queue is not null)
        {
            queue.UseBroker(context, concurrency);
            return;
        }
        endpoint.PrefetchCount = concurrency ?? InMemoryConcurrency;
        endpoint.ConcurrentMessageLimit = concurrency;
        endpoint.DiscardFaultedMessages();
        endpoint.DiscardSkippedMessages();
    }

    /// <summary>
    /// One <typeparamref name="TConsumer"/> of the container takes the messages of a queue that <see cref="UseLanes"/> has set up. It has
    /// no scope of its own for each message: what it works with comes by the lane. Nobody else is asked about its types of message, so a
    /// type has one consumer a queue.
    /// </summary>
    public static void ConsumeInLanes<TConsumer>(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
        where TConsumer : class, IConsumer
    {
        var consumer = context.GetRequiredService<TConsumer>();
        endpoint.Instance(consumer);
        endpoint.ConnectDirectly(context, local => local.ConnectInstance(consumer));
    }

    /// <summary>
    /// The state machine of <typeparamref name="TSaga"/> takes the messages of a queue that <see cref="UseLanes"/> has set up; its instances
    /// are kept by <see cref="LaneRepository"/>. Its activities have no scope of the container for each message.
    /// </summary>
    public static void RunSagaInLanes<TSaga>(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
        where TSaga : class, SagaStateMachineInstance
    {
        var machine = context.GetRequiredService<SagaStateMachine<TSaga>>();
        var repository = new SagaRepository<TSaga>(context.GetRequiredService<ISagaRepositoryContextFactory<TSaga>>());
        endpoint.StateMachineSaga(machine, repository);
        endpoint.ConnectDirectly(context, local => local.ConnectStateMachineSaga(machine, repository));
    }

    private static void ConnectDirectly(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context, Action<IConsumePipeConnector> connect)
    {
        if (context.GetRequiredService<DirectQueues>().TryConnect(endpoint.InputAddress.Segments[^1], connect) && endpoint is IRabbitMqReceiveEndpointConfigurator)
            endpoint.ConcurrentMessageLimit = OthersConcurrency;
    }

    /// <summary>
    /// Brings the events of type <typeparamref name="TEvent"/> to the queue, whatever the transport. The outbox is done with an
    /// event when it has left: it does not bring it again to a subscriber that failed.
    /// </summary>
    /// <exception cref="NotSupportedException">The type is not an event for everyone.</exception>
    public static void SubscribeTo<TEvent>(this IReceiveEndpointConfigurator endpoint)
        where TEvent : OrderMessage
    {
        if (!ContractCatalog.TryGetRoutingKey(MessageBodies.WireNameOf(typeof(TEvent)), out var routingKey))
            throw new NotSupportedException($"{typeof(TEvent).Name} has no {nameof(RoutingKeyAttribute)}: it is not an event for everyone.");
        // In memory MassTransit's own topology does it, by the type of the message.
        if (endpoint is IRabbitMqReceiveEndpointConfigurator queue)
            queue.SubscribeTo(routingKey);
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
