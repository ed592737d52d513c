using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Scheduling;
using Workflow.Orchestrator;
using Workflow.Orchestrator.Orders;
using Workflow.Testing;

namespace Workflow.Scenarios.Postgres;

/// <summary>
/// One instance of the product around the order saga, as the host puts it together: saga, lanes, outbox and relay on a
/// database, with the transport in memory. Its sweeps have no beat of their own; they run when they are asked to.
/// </summary>
internal sealed class PostgresInstance : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IHost _host;
    private readonly Deliveries _deliveries = new();

    private PostgresInstance(IHost host) => _host = host;

    public static async Task<PostgresInstance> StartAsync(NpgsqlDataSource database, TimeProvider time, RelayedMessages relayed)
    {
        var instance = new PostgresInstance(Build(database, time));
        await instance._host.StartAsync();
        var bus = instance.Get<IBus>();
        bus.ConnectReceiveObserver(instance._deliveries);
        bus.ConnectSendObserver(relayed);
        bus.ConnectReceiveObserver(relayed);
        return instance;
    }

    public OrdersDbContext OpenOrders() => Get<IDbContextFactory<OrdersDbContext>>().CreateDbContext();

    /// <summary>Hands a message to the saga's queue; returns when it is consumed, or throws what its consumer threw.</summary>
    public Task Deliver(OrderMessage message) => _deliveries.Deliver(Get<IBus>(), message);

    /// <summary>Moves what is due by the clock to the outbox, and from there to the saga.</summary>
    public async Task DispatchDueAsync()
    {
        await Get<ScheduleSweep>().SweepAsync(CancellationToken.None);
        await DispatchOutboxAsync();
    }

    /// <summary>Sends what waits in the outbox.</summary>
    public async Task DispatchOutboxAsync()
    {
        await Get<RelaySweep>().SweepAsync(CancellationToken.None);
        await ComeToRestAsync();
    }

    /// <summary>Returns when all that is under way has arrived, or is put off after a failure.</summary>
    public async Task ComeToRestAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var (window, sweep) = (Get<OutboxWindow>(), Get<RelaySweep>());
        while (window.UnderWay > 0)
        {
            await Task.Delay(1, limit.Token);
            await sweep.SweepAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static IHost Build(NpgsqlDataSource database, TimeProvider time)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        // A message that came too early must not come again on its own: the world decides when that time has passed.
        builder.Configuration.AddInMemoryCollection([new("Messaging:Relay:BackoffBaseSeconds", "60")]);
        // The data source is shared by the instances and not theirs to dispose: an instance given is not owned.
        builder.Services.AddSingleton(database).AddSingleton(time);
        builder.Services.AddOrchestrator(builder.Configuration);
        builder.Services.AddWorkflowMessaging(builder.Configuration, ConfigureBus);
        builder.Services.AddSingleton<RelaySweep>();
        foreach (var sweep in new[] { typeof(ClusterBeat), typeof(RelaySweep) })
            builder.Services.Remove(builder.Services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == sweep));
        return builder.Build();
    }

    private static void ConfigureBus(IBusRegistrationConfigurator bus)
    {
        bus.AddOrderSaga();
        bus.UsingInMemory((context, transport) =>
        {
            transport.UseWorkflowMessaging();
            transport.ReceiveEndpoint(OrderQueues.Saga, endpoint => endpoint.ConfigureOrderSaga(context));
            foreach (var queue in new[] { OrderQueues.Stock, OrderQueues.Payment, OrderQueues.Shipment })
                transport.ReceiveEndpoint(queue, endpoint =>
                {
                    endpoint.UseLanes(context);
                    endpoint.Consumer(() => new SilentParticipant());
                });
        });
    }

    private T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Takes every command and answers none: answers are the scenario's part.</summary>
    private sealed class SilentParticipant : IConsumer<ReserveStock>, IConsumer<ReleaseStock>, IConsumer<CommitStock>,
        IConsumer<AuthorizePayment>, IConsumer<RefundPayment>, IConsumer<ArrangeShipment>, IConsumer<CancelShipment>
    {
        public Task Consume(ConsumeContext<ReserveStock> context) => Task.CompletedTask;

        public Task Consume(ConsumeContext<ReleaseStock> context) => Task.CompletedTask;

        public Task Consume(ConsumeContext<CommitStock> context) => Task.CompletedTask;

        public Task Consume(ConsumeContext<AuthorizePayment> context) => Task.CompletedTask;

        public Task Consume(ConsumeContext<RefundPayment> context) => Task.CompletedTask;

        public Task Consume(ConsumeContext<ArrangeShipment> context) => Task.CompletedTask;

        public Task Consume(ConsumeContext<CancelShipment> context) => Task.CompletedTask;
    }
}
