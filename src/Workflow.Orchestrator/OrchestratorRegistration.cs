using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Messaging.Kafka;
using Workflow.Messaging.Sagas;
using Workflow.Messaging.Scheduling;
using Workflow.Messaging.Telemetry;
using Workflow.Orchestrator.Intake;
using Workflow.Orchestrator.Intake.Kafka;
using Workflow.Orchestrator.Orders;

namespace Workflow.Orchestrator;

/// <summary>Registers the order saga and its doors.</summary>
public static class OrchestratorRegistration
{
    /// <summary>Adds the intake, the deadlines and what the saga needs; reads the sections <c>Orders</c> and <c>Intake</c>.</summary>
    public static IServiceCollection AddOrchestrator(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOrders();
        services.AddIntake(configuration);
        services.AddSingleton<IDueWork, OrderDeadlines>();
        services.AddSingleton<OperatorActions>();
        services.AddGauges(OrderMetrics.Running);
        services.AddGauges(OrderMetrics.Suspended);
        services.AddGauges(OrderMetrics.Overdue);
        services.AddDbContextFactory<OrdersDbContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        return services;
    }

    private static void AddIntake(this IServiceCollection services, IConfiguration configuration)
    {
        IntakeOptionsCheck.Register(services, configuration);
        services.AddSingleton<OrderIntake>();
        services.AddSingleton<OrderDoor>();
        services.AddHostedService<IntakeGauges>();
        services.AddSingleton<OrderQuery>();
        services.AddSingleton<RecordLetters>();
        if (!KafkaOptions.IsOn(configuration) || configuration["Kafka:OrdersTopic"] is "")
            return;
        services.AddSingleton<RecordIntake>();
        services.AddSingleton<KafkaDoor>();
        services.AddHostedService(provider => provider.GetRequiredService<KafkaDoor>());
        services.AddHostedService<RecordGauges>();
    }

    /// <summary>Adds the saga with its rows in PostgreSQL.</summary>
    public static void AddOrderSaga(this IBusRegistrationConfigurator bus) =>
        bus.AddSagaStateMachine<OrderStateMachine, OrderState>().LaneRepository<OrderState, OrdersDbContext>(new SagaRepositoryOptions<OrderState>
        {
            Consumer = OrderQueues.Saga,
            Include = sagas => sagas.Include(saga => saga.Order),
            Starts = message => message is SubmitOrder,
            Ended = saga => OrderStates.IsTerminal(saga.CurrentState),
            Committed = OrderMetrics.Committed,
            State = OrderStateRecord.Of,
        });

    /// <summary>Sets the saga's queue up.</summary>
    public static void ConfigureOrderSaga(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        endpoint.UseLanes(context);
        endpoint.RunSagaInLanes<OrderState>(context);
    }
}
