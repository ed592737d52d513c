namespace Workflow.Messaging.RabbitMq;

/// <summary>The broker; section <c>RabbitMq</c>. Used when <c>Transport</c> is <c>RabbitMQ</c>.</summary>
public sealed class RabbitMqOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "RabbitMq";

    /// <summary>
    /// Address with user, password and virtual host, <c>amqp://</c> or <c>amqps://</c>; default that of a broker on this
    /// machine. It holds a secret: set it in the environment.
    /// </summary>
    public string Uri { get; set; } = "amqp://guest:guest@localhost:5672/";

    /// <summary>Nodes of a cluster, <c>host:port</c> separated by commas, tried in turn; default none: the one in <see cref="Uri"/>.</summary>
    public string Hosts { get; set; } = "";

    /// <summary>Replicas of each new queue, 0 to 7; default 0: as many as the cluster has nodes, at most 3 by its own default.</summary>
    public int QuorumGroupSize { get; set; }

    /// <summary>Deliveries of one message without acknowledgement before the broker gives it up; 1 to 1,000; default 20.</summary>
    public int DeliveryLimit { get; set; } = 20;

    /// <summary>Messages of one queue that this host has in hand at once; 1 to 10,000; default 1,024.</summary>
    public int Prefetch { get; set; } = 1024;

    /// <summary>Seconds that the broker may take to confirm a message before the connection counts as broken; 1 to 300; default 15.</summary>
    public int ConfirmTimeoutSeconds { get; set; } = 15;

    /// <summary>Longest wait in seconds between two tries to connect, which start at 1 and double; 1 to 300; default 16.</summary>
    public int ReconnectCapSeconds { get; set; } = 16;

    /// <summary>TLS, when the address starts with <c>amqps://</c>.</summary>
    public RabbitMqTlsOptions Tls { get; set; } = new();

    /// <summary>Whether this process stores what the broker gives up. Only the workflow's own hosts do.</summary>
    internal bool TakesDeadLetters { get; set; } = true;

    /// <summary>Seconds between two signs of life on a connection; 1 to 300; default 10.</summary>
    public int HeartbeatSeconds { get; set; } = 10;
}
