using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Workflow.Messaging.Kafka;

/// <summary>Makes producers and consumers as the options say.</summary>
public sealed class KafkaClients(IOptions<KafkaOptions> options, ILogger<KafkaClients> logger)
{
    private const int ReconnectCapMilliseconds = 2_000;
    private const int ConnectMilliseconds = 5_000;
    private const int LingerMilliseconds = 2;

    /// <summary>The options.</summary>
    public KafkaOptions Options => options.Value;

    /// <summary>
    /// A producer that all replicas in sync confirm to, and that doubles nothing by its own repeats. Keys go to the partitions
    /// where Java's clients put them, so that topics can be joined.
    /// </summary>
    internal IProducer<byte[], byte[]> NewProducer()
    {
        KafkaLibrary.Load();
        var config = Configure(Options, new ProducerConfig
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            LingerMs = LingerMilliseconds,
            MessageTimeoutMs = Options.DeliveryTimeoutSeconds * 1_000,
            CompressionType = Options.Compression,
            Partitioner = Partitioner.Murmur2Random,
            DeliveryReportFields = "none",
        });
        return new ProducerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => Tell("publishing", error)).SetLogHandler((_, line) => Log(line)).Build();
    }

    /// <summary>
    /// A consumer of <see cref="KafkaOptions.GroupId"/> that begins where it is told to when it gets a partition;
    /// <paramref name="configure"/> says what it does then.
    /// </summary>
    public IConsumer<byte[], byte[]> NewConsumer(Action<ConsumerBuilder<byte[], byte[]>> configure)
    {
        KafkaLibrary.Load();
        var config = Configure(Options, new ConsumerConfig
        {
            GroupId = Options.GroupId,
            SessionTimeoutMs = Options.SessionTimeoutSeconds * 1_000,
            HeartbeatIntervalMs = Options.SessionTimeoutSeconds * 1_000 / 5,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            // PostgreSQL knows the offset. What is told to Kafka is for those who look at the lag there.
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Error,
            IsolationLevel = IsolationLevel.ReadCommitted,
            // A host holds few records anyway; more would only wait in the client.
            QueuedMaxMessagesKbytes = 8_192,
        });
        var builder = new ConsumerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => Tell("reading orders", error)).SetLogHandler((_, line) => Log(line));
        configure(builder);
        return builder.Build();
    }

    /// <summary>What every client of the cluster has to know: where it is, and how it is spoken to.</summary>
    internal static T Configure<T>(KafkaOptions options, T config)
        where T : ClientConfig
    {
        config.BootstrapServers = options.BootstrapServers;
        config.ClientId = "workflow";
        config.SecurityProtocol = options.SecurityProtocol;
        config.ReconnectBackoffMaxMs = ReconnectCapMilliseconds;
        config.SocketKeepaliveEnable = true;
        config.Set("socket.connection.setup.timeout.ms", $"{ConnectMilliseconds}");
        if (options.SecurityProtocol is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl)
        {
            config.SaslMechanism = options.SaslMechanism;
            config.SaslUsername = options.UserName;
            config.SaslPassword = options.PasswordFile.Length > 0 ? File.ReadLines(options.PasswordFile).First().Trim() : options.Password;
        }
        SetFile(options.CaFile, file => config.SslCaLocation = file);
        SetFile(options.CertificateFile, file => config.SslCertificateLocation = file);
        SetFile(options.KeyFile, file => config.SslKeyLocation = file);
        return config;
    }

    private static void SetFile(string file, Action<string> set)
    {
        if (file.Length > 0)
            set(file);
    }

    private void Tell(string purpose, Error error) => KafkaLog.ClientError(logger, purpose, error.Code.ToString(), error.Reason);

    // The client says of each broken connection what its errors say once more.
    private void Log(LogMessage line)
    {
        if (line.Level <= SyslogLevel.Error)
            KafkaLog.ClientSays(logger, line.Facility, line.Message);
    }
}
