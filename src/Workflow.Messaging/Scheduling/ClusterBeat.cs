using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;
using Workflow.Messaging.Clock;
using Workflow.Messaging.Relay;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.Scheduling;

/// <summary>
/// This instance's part in the cluster's clock: Quartz with its store in PostgreSQL, where one instance at a time fires
/// <see cref="BeatJob"/>. When it dies or freezes, another one takes over within ten seconds.
/// </summary>
/// <remarks>
/// The scheduler is built anew after a start that failed, for one that has failed cannot be started again. A database
/// that goes away later is Quartz's own business: it asks again until it has an answer.
/// </remarks>
internal sealed partial class ClusterBeat(
    IMessageTransport transport, WorkflowInstance instance, DatabaseClock clock, NpgsqlDataSource dataSource,
    IServiceProvider services) : BackgroundService
{
    private const string SchedulerName = "workflow";

    // A dead instance is noticed after the sum of both, by the next check-in of another one.
    private static readonly TimeSpan CheckinInterval = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan CheckinMisfireThreshold = TimeSpan.FromSeconds(3);

    // How long an instance without the beat sleeps before it looks whether the beat is free.
    private static readonly TimeSpan IdleWaitTime = TimeSpan.FromSeconds(3);

    // A beat that is late by less simply follows; after a longer pause the beats between are left out, once the misfire
    // handler has come by.
    private static readonly TimeSpan MisfireThreshold = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MisfireHandlerFrequency = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(10);

    // A beat that is planned for later than this was planned by a clock that has been set back since.
    private static readonly TimeSpan OutOfReach = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);
    private static readonly JobKey Job = new("beat", "workflow");
    private static readonly TriggerKey Trigger = new("beat", "workflow");

    private readonly ILogger _logger = services.GetRequiredService<ILogger<ClusterBeat>>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await transport.WaitUntilReadyAsync(stoppingToken);
            while (!await TryRunAsync(stoppingToken))
                await Task.Delay(RetryDelay, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>False when it could not be started.</summary>
    private async Task<bool> TryRunAsync(CancellationToken stoppingToken)
    {
        var factory = Build();
        IScheduler? scheduler = null;
        try
        {
            scheduler = await factory.GetScheduler(stoppingToken);
            await PlanAsync(scheduler, stoppingToken);
            await scheduler.Start(stoppingToken);
            await Task.Delay(Timeout.Infinite, stoppingToken);
            return true;
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            NotStarted(_logger, error.Message);
            return false;
        }
        finally
        {
            await EndAsync(factory, scheduler);
        }
    }

    private StandaloneSchedulerFactory Build() => QuartzSchedulerBuilder.Create(quartz =>
    {
        quartz.Services.AddLogging(logging => logging.AddProvider(new HostLogging(services.GetRequiredService<ILoggerFactory>())));
        quartz.Services.AddTransient(_ => services.GetRequiredService<BeatJob>());
        // Check-ins and fire times are compared between machines: they must be by one clock.
        quartz.UseTimeProvider(clock);
        quartz.UseDefaultThreadPool(2);
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = SchedulerName;
            scheduler.InstanceId = instance.Id.ToString("D");
            scheduler.IdleWaitTime = IdleWaitTime;
            scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            scheduler.MaxBatchSize = 1;
        });
        quartz.UsePersistentStore(ConfigureStore);
    }).Build();

    private void ConfigureStore(IPersistentStoreBuilder store)
    {
        store.UsePostgres(source => source.DataSourceFactory = _ => dataSource);
        store.UseClustering(cluster =>
        {
            cluster.CheckinInterval = CheckinInterval;
            cluster.CheckinMisfireThreshold = CheckinMisfireThreshold;
        });
        store.ConfigureStore(options =>
        {
            options.TablePrefix = "quartz.qrtz_";
            options.StoreJobDataAsStrings = true;
            options.MisfireThreshold = MisfireThreshold;
            options.MisfireHandlerFrequency = MisfireHandlerFrequency;
            options.DbRetryInterval = RetryDelay;
            options.CommandTimeout = CommandTimeout;
            // A beat must never be given up: whatever fails, the next one may succeed.
            options.MaxConsecutiveFireFailures = 0;
        });
    }

    /// <summary>The beat is planned once for the cluster; who comes later finds it.</summary>
    private async Task PlanAsync(IScheduler scheduler, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var planned = await scheduler.GetTrigger(Trigger, cancellationToken);
        if (planned?.NextFireTimeUtc < now + OutOfReach)
        {
            await scheduler.ResetTriggerFromErrorState(Trigger, cancellationToken);
            return;
        }
        var job = JobBuilder.Create<BeatJob>().WithIdentity(Job).StoreDurably().Build();
        var trigger = TriggerBuilder.Create(clock).WithIdentity(Trigger).ForJob(Job).StartAt(now)
            .WithSchedule(SimpleScheduleBuilder.Create().WithInterval(BeatJob.Interval).RepeatForever()
                .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount))
            .Build();
        await scheduler.ScheduleJob(job, trigger, ScheduleJobOptions.Replacing, cancellationToken);
    }

    // What Quartz cannot finish, because the database is away, must not hold the end of the host up: another instance
    // takes over what was left.
    private async Task EndAsync(StandaloneSchedulerFactory factory, IScheduler? scheduler)
    {
        try
        {
            if (scheduler is not null)
                await scheduler.Shutdown(waitForJobsToComplete: true).AsTask().WaitAsync(ShutdownLimit);
            await factory.DisposeAsync().AsTask().WaitAsync(ShutdownLimit);
        }
        catch (Exception error)
        {
            NotStopped(_logger, error.Message);
        }
    }

    [LoggerMessage(1311, LogLevel.Warning, "Quartz could not be started and is tried again: {Reason}")]
    private static partial void NotStarted(ILogger logger, string reason);

    [LoggerMessage(1312, LogLevel.Warning, "Quartz did not stop in order; another instance takes over: {Reason}")]
    private static partial void NotStopped(ILogger logger, string reason);
}
