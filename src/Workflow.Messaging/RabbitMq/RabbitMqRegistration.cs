using System.Reflection;
using MassTransit;
using MassTransit.RabbitMqTransport.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.RabbitMq;

/// <summary>MassTransit's consumers on RabbitMQ.</summary>
internal static class RabbitMqRegistration
{
    // MassTransit waits 3 s to 30 s between tries to connect and offers no setting for it; a consumer should be back as
    // soon as the sender is. A test says so when a later version names these otherwise.
    internal static readonly FieldInfo? HostOfTransport = typeof(RabbitMqBusFactoryConfigurator).GetField(
        "_hostConfiguration", BindingFlags.Instance | BindingFlags.NonPublic);

    internal static readonly FieldInfo? PolicyOfHost = typeof(RabbitMqHostConfiguration).GetField(
        $"<{nameof(RabbitMqHostConfiguration.ReceiveTransportRetryPolicy)}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic);

    internal static void UseRabbitMq(
        this IBusRegistrationConfigurator bus, Action<IBusRegistrationContext, IBusFactoryConfigurator> configure)
    {
        // A broker that is away is no reason to send requests elsewhere: orders are taken all the same.
        bus.ConfigureHealthCheckOptions(options => options.MinimalFailureStatus = HealthStatus.Degraded);
        bus.UsingRabbitMq((context, transport) =>
        {
            var options = context.GetRequiredService<IOptions<RabbitMqOptions>>().Value;
            transport.Host(new Uri(options.Uri), host => ConfigureHost(host, options));
            if (HostOfTransport?.GetValue(transport) is RabbitMqHostConfiguration own)
            {
                PolicyOfHost?.SetValue(own, ReconnectPolicy(options));
                context.GetRequiredService<BrokerConsumers>().Host = own;
            }
            transport.UseWorkflowMessaging();
            configure(context, transport);
        });
    }

    /// <summary>Makes the queue one that loses nothing, and sees to what its consumers cannot handle.</summary>
    internal static void UseBroker(this IRabbitMqReceiveEndpointConfigurator endpoint, IServiceProvider provider, int? concurrency)
    {
        var options = provider.GetRequiredService<IOptions<RabbitMqOptions>>().Value;
        var topology = provider.GetRequiredService<RabbitMqTopology>();
        var queue = endpoint.InputAddress.Segments[^1];
        topology.AddQueue(queue);
        foreach (var (name, value) in topology.QueueArguments())
            endpoint.SetQueueArgument(name, value);
        var prefetch = concurrency ?? options.Prefetch;
        endpoint.PrefetchCount = prefetch;
        endpoint.ConcurrentMessageLimit = prefetch;
        var failed = provider.GetRequiredService<FailedMessages>();
        var direct = new DirectDeliveries(queue, provider.GetRequiredService<DirectQueues>(), failed, provider.GetRequiredService<ILogger<DirectDeliveries>>()) { Prefetch = prefetch };
        provider.GetRequiredService<BrokerConsumers>().Watch(queue, endpoint, direct);
        endpoint.ConfigureError(pipe => pipe.UseExecuteAsync(async context =>
        {
            await failed.TakeAsync(ReceivedMessage.From(context), context.Exception);
            // Otherwise what could not even be read would count as skipped, too.
            await context.NotifyFaulted(context.Exception);
        }));
        endpoint.ConfigureDeadLetter(pipe => pipe.UseExecuteAsync(context => failed.TakeAsync(
            ReceivedMessage.From(context), new UnreadableMessageException($"No consumer on {queue} takes this message type."))));
    }

    internal static void SubscribeTo(this IRabbitMqReceiveEndpointConfigurator endpoint, string routingKey)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.Bind(RabbitMqTopology.Events, binding =>
        {
            binding.ExchangeType = RabbitMQ.Client.ExchangeType.Topic;
            binding.RoutingKey = routingKey;
        });
    }

    private static void ConfigureHost(IRabbitMqHostConfigurator host, RabbitMqOptions options)
    {
        BrokerTls.Configure(host, options);
        host.Heartbeat(TimeSpan.FromSeconds(options.HeartbeatSeconds));
        host.RequestedConnectionTimeout(TimeSpan.FromSeconds(5));
        host.ContinuationTimeout(TimeSpan.FromSeconds(options.ConfirmTimeoutSeconds));
        if (options.Hosts.Length == 0)
            return;
        host.UseCluster(cluster =>
        {
            foreach (var node in options.Hosts.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                cluster.Node(node);
        });
    }

    // Whatever the reason, also a password that is wrong for now: a consumer that gives up would never come back.
    private static IRetryPolicy ReconnectPolicy(RabbitMqOptions options) => Retry.CreatePolicy(retry =>
        retry.Exponential(int.MaxValue, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(options.ReconnectCapSeconds), TimeSpan.FromSeconds(1)));
}
