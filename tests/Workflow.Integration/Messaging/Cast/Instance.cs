using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Workflow.Contracts;
using Workflow.Integration.Messaging.Sagas;
using Workflow.Messaging;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Sagas;
using Workflow.Messaging.Scheduling;
using Workflow.Messaging.Transport;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>One process of the workflow with a letter box, a subscriber and a counter saga, on a bus in its own memory.</summary>
internal sealed class Instance : IAsyncDisposable
{
    internal const string CounterQueue = "counter";

    private static readonly Dictionary<string, string?> Hurried = new()
    {
        ["Messaging:Relay:SweepMilliseconds"] = "20",
        ["Messaging:Relay:BackoffBaseSeconds"] = "0.05",
        ["Messaging:Relay:BackoffCapSeconds"] = "0.2",
        ["Messaging:Relay:InstanceTimeoutSeconds"] = "3",
        ["Messaging:Lanes:RetryDelayMilliseconds"] = "20",
    };

    private readonly IHost _host;
    private bool _ended;

    private Instance(IHost host) => _host = host;

    internal LetterBox Box => _host.Services.GetRequiredService<LetterBox>();

    internal OutboxWindow Window => _host.Services.GetRequiredService<OutboxWindow>();

    internal BeatWatch Beats => _host.Services.GetRequiredService<BeatWatch>();

    internal IServiceProvider Services => _host.Services;

    internal bool IsStopping => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    internal static async Task<Instance> StartAsync(
        Database database, int concurrency = 64, Action<LetterBox>? arrange = null, params (string Key, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(Hurried);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => Section(setting.Key) + setting.Key, setting => (string?)setting.Value));
        if (database.Broker is { } broker)
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Transport"] = "RabbitMQ", ["RabbitMq:Uri"] = broker.ToString() });
        builder.Logging.AddProvider(new TestLog());
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(database.ConnectionString));
        builder.Services.AddSingleton<LetterBox>();
        builder.Services.AddSingleton<LetterConsumer>();
        builder.Services.AddSingleton<BeatWatch>();
        builder.Services.AddSingleton<IDueWork>(provider => provider.GetRequiredService<BeatWatch>());
        builder.Services.AddReceiveObserver<FaultWatch>();
        builder.Services.AddDbContextFactory<CounterContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddWorkflowMessaging(builder.Configuration, bus => AddBus(bus, builder.Configuration, database.HandsOver ? null : concurrency));
        var instance = new Instance(builder.Build());
        arrange?.Invoke(instance.Box);
        await instance._host.StartAsync();
        await instance._host.Services.GetRequiredService<IMessageTransport>().WaitUntilReadyAsync(CancellationToken.None);
        return instance;
    }

    /// <summary>Commits a unit that does nothing but send.</summary>
    internal Task SendAsync(params OutboxRow[] rows) => SendAsync(startsWork: false, rows);

    internal Task SendAsync(bool startsWork, params OutboxRow[] rows)
    {
        var unit = new NoteUnit(rows[0].OrderId, "") { StartsWork = startsWork };
        unit.Outgoing.AddRange(rows);
        return Box.Lane.RunAsync(unit);
    }

    internal Task SendLetterAsync(Guid orderId, int number) => SendAsync(OutboxRow.ToQueue(Letters.Queue, Letters.Numbered(orderId, number)));

    internal Task SendToCounterAsync(OrderMessage message) => SendAsync(OutboxRow.ToQueue(CounterQueue, message));

    /// <summary>Ends without leaving: no row is settled or given back, and no further sign of life is given.</summary>
    internal async Task CrashAsync()
    {
        _ended = true;
        foreach (var service in _host.Services.GetServices<IHostedService>().OfType<BackgroundService>())
            service.Dispose();
        foreach (var service in _host.Services.GetServices<IHostedService>().OfType<BackgroundService>())
            await Task.WhenAny(service.ExecuteTask ?? Task.CompletedTask);
    }

    /// <summary>Ends as a process does that is told to.</summary>
    internal Task StopAsync()
    {
        _ended = true;
        return _host.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Box.Open();
        if (!_ended)
            await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private static string Section(string key) => key.StartsWith("Faults:", StringComparison.Ordinal) || key.StartsWith("RabbitMq:", StringComparison.Ordinal) ? "" : "Messaging:";

    private static void AddBus(IBusRegistrationConfigurator bus, IConfiguration configuration, int? concurrency)
    {
        bus.AddConsumer<LetterConsumer>();
        bus.AddConsumer<Subscriber>();
        bus.AddSagaStateMachine<CounterMachine, Counter>().LaneRepository<Counter, CounterContext>(
            new SagaRepositoryOptions<Counter> { Consumer = "counter" });
        bus.UseTransport(configuration, (context, transport) =>
        {
            transport.ReceiveEndpoint(Letters.Queue, endpoint =>
            {
                OnChannel(endpoint, context, ChannelMoment.Outside);
                endpoint.UseLanes(context, concurrency);
                OnChannel(endpoint, context, ChannelMoment.Inside);
                if (concurrency is null)
                    endpoint.ConsumeInLanes<LetterConsumer>(context);
                else
                    endpoint.ConfigureConsumer<LetterConsumer>(context);
            });
            transport.ReceiveEndpoint("subscriber", endpoint =>
            {
                endpoint.PublishFaults = false;
                endpoint.SubscribeTo<OrderRejected>();
                endpoint.ConfigureConsumer<Subscriber>(context);
            });
            transport.ReceiveEndpoint(CounterQueue, endpoint =>
            {
                endpoint.UseLanes(context, concurrency);
                if (concurrency is null)
                    endpoint.RunSagaInLanes<Counter>(context);
                else
                    endpoint.ConfigureSaga<Counter>(context);
            });
        });
    }

    private static void OnChannel(IReceiveEndpointConfigurator endpoint, IServiceProvider services, ChannelMoment moment)
    {
        if (endpoint is IRabbitMqReceiveEndpointConfigurator queue)
            queue.ConfigureChannel(pipe => pipe.UseExecuteAsync(_ => services.GetRequiredService<LetterBox>().OpeningChannel(moment)));
    }
}
