using MassTransit;
using Npgsql;
using Workflow.Host.Admin;
using Workflow.Host.Admin.Access;
using Workflow.Host.OperatorConsole;
using Workflow.Host.Telemetry;
using Workflow.Messaging;
using Workflow.Messaging.Transport;
using Workflow.Migrations;
using Workflow.Orchestrator;
using Workflow.Orchestrator.Intake;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Serve;

/// <summary>The serving process: the HTTP door, the workflow and its participants in one host.</summary>
internal static class WorkflowApplication
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(40);

    /// <summary>Serves until Ctrl-C or SIGTERM; returns 0 after an orderly end.</summary>
    internal static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        using var bootLogging = LoggerFactory.Create(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole().UseLogFormat(builder.Configuration));
        builder.Logging.UseLogFormat(builder.Configuration);
        var logger = bootLogging.CreateLogger("Workflow");
        using var starting = new CancellationTokenSource();
        using var interrupt = Interrupts.CancelOn(starting);
        WorkflowDatabase? database = null;
        try
        {
            // Before anything is started for nothing.
            BuiltInParticipants.Read(builder.Configuration).For(TransportSetting.Read(builder.Configuration));
            database = await WorkflowDatabase.OpenAsync(builder.Configuration, logger, starting.Token);
            if (database.IsEmbedded || builder.Configuration.GetValue("Database:Migrate", false))
                await WorkflowMigrator.MigrateAsync(database.ConnectionString, logger, starting.Token);
            await using var app = Build(builder, database.ConnectionString);
            if (database.IsEmbedded)
            {
                await LocalInstances.RemoveDeadAsync(database.ConnectionString, starting.Token);
                app.OfferSignIn();
            }
            interrupt.Dispose();
            await app.RunAsync();
            return 0;
        }
        catch (OperationCanceledException) when (starting.IsCancellationRequested)
        {
            return 0;
        }
        finally
        {
            if (database is not null)
                await database.DisposeAsync();
        }
    }

    /// <summary>Puts the host together; tests call it with a database of their own.</summary>
    internal static WebApplication Build(WebApplicationBuilder builder, string connectionString)
    {
        var configuration = builder.Configuration;
        if (configuration["Urls"] is null)
            builder.WebHost.UseUrls("http://127.0.0.1:5080");
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownLimit);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        // A request is parsed and refused by the thread that received it, not behind the work of the orders that queue for a thread.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.AddSingleton(_ => DataSource(connectionString));
        // First, so that it is there before anything is measured.
        builder.Services.AddHostTelemetry(configuration);
        builder.Services.AddDescriptions();
        builder.Services.AddOrchestrator(configuration);
        var participants = BuiltInParticipants.Read(configuration).For(TransportSetting.Read(configuration));
        participants.AddTo(builder.Services, configuration);
        builder.Services.AddAdmin(configuration);
        builder.Services.AddConsole();
        builder.Services.AddWorkflowMessaging(configuration, bus => ConfigureBus(bus, configuration, participants));
        builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database", tags: ["ready"]);

        var app = builder.Build();
        app.UseRequestSpans();
        app.UseRequestFaults();
        // Here and not at the beginning, where it would be by itself: an order leaves the pipeline with it, and its faults must be answered, too.
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapDescriptions();
        app.MapOrders();
        participants.MapDoors(app);
        app.MapAdmin();
        app.MapConsole();
        app.MapHealth();
        app.MapMetrics();
        return app;
    }

    private static void ConfigureBus(IBusRegistrationConfigurator bus, IConfiguration configuration, BuiltInParticipants participants)
    {
        bus.AddOrderSaga();
        participants.AddConsumers(bus);
        bus.UseTransport(configuration, (context, transport) =>
        {
            transport.ReceiveEndpoint(OrderQueues.Saga, endpoint => endpoint.ConfigureOrderSaga(context));
            participants.Configure(transport, context);
        });
    }

    private static NpgsqlDataSource DataSource(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "workflow",
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            // A batch of a hundred orders has that much: one call to the system and one look of the server instead of eight.
            WriteBufferSize = 65_536,
            // The batches' statements are prepared once and take arrays; a plan made anew for each array costs more than
            // it can win, because every access is by key.
            // A host that is frozen in the middle of a commit must not keep its locks from the others.
            Options = "-c plan_cache_mode=force_generic_plan -c idle_in_transaction_session_timeout=10s",
        };
        // The name is a tag of the pool's metrics; without one it would be the connection string.
        return new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "workflow" }.Build();
    }
}
