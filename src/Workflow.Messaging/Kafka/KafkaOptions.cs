using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace Workflow.Messaging.Kafka;

/// <summary>
/// The Kafka cluster that events go to and orders come from; section <c>Kafka</c>. Without <see cref="BootstrapServers"/>
/// there is none, and nothing of it is written or read.
/// </summary>
public sealed class KafkaOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Kafka";

    /// <summary>Brokers to begin with, <c>host:port</c> separated by commas; default none: Kafka is not used.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>Topic that every event goes to, by order id; empty for none; default <c>order-events</c>.</summary>
    public string EventsTopic { get; set; } = "order-events";

    /// <summary>Compacted topic with the latest state of each order; empty for none; default <c>order-state</c>.</summary>
    public string StateTopic { get; set; } = "order-state";

    /// <summary>Topic that orders come from; empty for none; default <c>orders</c>.</summary>
    public string OrdersTopic { get; set; } = "orders";

    /// <summary>Topic that records go to which are no orders; empty for none; default <c>orders-dead</c>.</summary>
    public string DeadTopic { get; set; } = "orders-dead";

    /// <summary>
    /// Consumer group of all instances, 1 to 200 characters; default <c>workflow</c>. The offsets are kept in PostgreSQL by this
    /// name: another one reads the topic from its beginning.
    /// </summary>
    public string GroupId { get; set; } = "workflow";

    /// <summary>
    /// Records of one partition in one round of commits; 1 to 4,096; default 256. Four times as many wait in memory, then the
    /// partition is paused.
    /// </summary>
    public int IntakeBatch { get; set; } = 256;

    /// <summary>Seconds without a sign of life after which the group gives a host's partitions to others; 6 to 300; default 10.</summary>
    public int SessionTimeoutSeconds { get; set; } = 10;

    /// <summary>Rows of one slot that one reading of the hub takes; 1 to 10,000; default 200. There are sixteen slots.</summary>
    public int HubBatch { get; set; } = 200;

    /// <summary>Milliseconds after which the hub is looked at although no commit of this process said so; 5 to 10,000; default 100.</summary>
    public int HubPollMilliseconds { get; set; } = 100;

    /// <summary>Seconds that Kafka may take to confirm a record before it counts as failed and is sent anew; 5 to 300; default 30.</summary>
    public int DeliveryTimeoutSeconds { get; set; } = 30;

    /// <summary>How the client compresses its batches; default none, which every consumer understands.</summary>
    public CompressionType Compression { get; set; } = CompressionType.None;

    /// <summary>How the brokers are spoken to; default <c>Plaintext</c>.</summary>
    public SecurityProtocol SecurityProtocol { get; set; } = SecurityProtocol.Plaintext;

    /// <summary>How this host says who it is, with one of the SASL protocols; default <c>ScramSha512</c>.</summary>
    public SaslMechanism SaslMechanism { get; set; } = SaslMechanism.ScramSha512;

    /// <summary>User name for SASL.</summary>
    public string UserName { get; set; } = "";

    /// <summary>Password for SASL. It is a secret: set it in the environment, or use <see cref="PasswordFile"/>.</summary>
    public string Password { get; set; } = "";

    /// <summary>File whose first line is the password, instead of <see cref="Password"/>; it is read at start.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>File with the certificates of the authorities that brokers are trusted by, PEM; empty for the system's own.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>File with this host's own certificate, PEM, for brokers that ask for one; empty for none.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>File with the private key of <see cref="CertificateFile"/>, PEM.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>Whether a cluster is configured.</summary>
    public static bool IsOn(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[$"{Section}:{nameof(BootstrapServers)}"]);
}
