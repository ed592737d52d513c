using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Workflow.Messaging.Relay;

namespace Workflow.Messaging.RabbitMq;

/// <summary>Opens connections to the broker, for as long as it takes, and sets the broker up.</summary>
internal sealed class BrokerConnection(RabbitMqTopology topology, WorkflowInstance instance, IOptions<RabbitMqOptions> options, ILogger<BrokerConnection> logger)
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    /// <summary>Closes a connection, or lets go of one that does not end: what it waits for may never come.</summary>
    internal static async Task CloseAsync(IConnection connection) =>
        await connection.DisposeAsync().AsTask().WaitAsync(CloseLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Waits 1 s, 2 s, 4 s ... between tries, each shortened at random, so that instances do not come back in step.</summary>
    internal async Task<IConnection> OpenAsync(string purpose, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                var connection = await Factory(purpose).CreateConnectionAsync(Endpoints(), $"{purpose} {instance.Name}", cancellationToken);
                return await SetUpAsync(connection, cancellationToken);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                var wait = Backoff.After(failures, 1, options.Value.ReconnectCapSeconds, 0.2, Random.Shared.NextDouble());
                RabbitMqLog.CannotConnect(logger, purpose, wait.TotalSeconds, error.Message);
                await Task.Delay(wait, cancellationToken);
            }
        }
    }

    private async Task<IConnection> SetUpAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await topology.DeclareAsync(channel, cancellationToken);
            return connection;
        }
        catch
        {
            await CloseAsync(connection);
            throw;
        }
    }

    // The library's own recovery would hand out channels whose unconfirmed messages it has forgotten.
    private ConnectionFactory Factory(string purpose) => new()
    {
        Uri = new Uri(options.Value.Uri),
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
        RequestedHeartbeat = TimeSpan.FromSeconds(options.Value.HeartbeatSeconds),
        RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        ContinuationTimeout = TimeSpan.FromSeconds(options.Value.ConfirmTimeoutSeconds),
        ClientProvidedName = purpose,
    };

    private List<AmqpTcpEndpoint> Endpoints()
    {
        var uri = new Uri(options.Value.Uri);
        if (options.Value.Hosts.Length == 0)
            return [new AmqpTcpEndpoint(uri, BrokerTls.Of(options.Value, uri.Host))];
        var endpoints = AmqpTcpEndpoint.ParseMultiple(options.Value.Hosts).Select(WithTls).ToArray();
        Random.Shared.Shuffle(endpoints);
        return [.. endpoints];
    }

    private AmqpTcpEndpoint WithTls(AmqpTcpEndpoint node)
    {
        var tls = BrokerTls.Of(options.Value, node.HostName);
        return tls.Enabled ? new AmqpTcpEndpoint(node.HostName, node.Port, tls) : node;
    }
}
