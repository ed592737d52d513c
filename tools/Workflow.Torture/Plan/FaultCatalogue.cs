namespace Workflow.Torture.Plan;

/// <summary>Every fault that the torture knows.</summary>
internal static class FaultCatalogue
{
    public const string KillHost = "kill-host";
    public const string RingBeforeCommit = "ring-before-commit";
    public const string CommitBeforeAnswer = "commit-before-answer";
    public const string EffectBeforeAck = "effect-before-ack";
    public const string SendBeforeMark = "send-before-mark";
    public const string MidRelay = "mid-relay";
    public const string FreezeHost = "freeze-host";
    public const string ClockShift = "clock-shift";
    public const string Duplicates = "duplicates";
    public const string Reordered = "reordered";
    public const string Delayed = "delayed";
    public const string PostgresCrash = "postgres-crash";
    public const string PostgresKicked = "postgres-connections-killed";
    public const string DiskFull = "disk-full";
    public const string PostgresLatency = "postgres-latency";
    public const string PostgresCut = "postgres-cut";
    public const string PostgresSilent = "postgres-black-hole";
    public const string BrokerKill = "broker-kill";
    public const string BrokerStop = "broker-stop";
    public const string BrokerFreeze = "broker-freeze";
    public const string BrokerKicked = "broker-connections-closed";
    public const string BrokerCut = "broker-cut";
    public const string QueueDeleted = "queue-deleted";
    public const string MemoryAlarm = "memory-alarm";
    public const string Partition = "partition";
    public const string KafkaBrokerDown = "kafka-broker-down";
    public const string KafkaAllDown = "kafka-all-down";
    public const string KafkaLeaders = "kafka-leaders-moved";
    public const string GatewayErrors = "gateway-errors";
    public const string GatewayHangs = "gateway-hangs";
    public const string GatewaySilent = "gateway-charges-silently";
    public const string Poison = "poison";
    public const string Operators = "operators";

    public static readonly IReadOnlyList<FaultKind> All =
    [
        new(KillHost, TargetKind.Host, 1, 6, "kill -9, started again after a while"),
        new(RingBeforeCommit, TargetKind.Host, 20, 20, "dies with accepted work in the ring, before the commit"),
        new(CommitBeforeAnswer, TargetKind.Host, 20, 20, "dies after the commit, before the 202"),
        new(EffectBeforeAck, TargetKind.Host, 20, 20, "dies after an effect, before its message is acknowledged"),
        new(SendBeforeMark, TargetKind.Host, 20, 20, "dies after sending a message, before that is written down") { IsOfBroker = true },
        new(MidRelay, TargetKind.Host, 20, 20, "dies in the middle of a batch of messages") { IsOfBroker = true },
        new(FreezeHost, TargetKind.Host, 8, 12, "SIGSTOP for longer than every lease, then SIGCONT"),
        new(ClockShift, TargetKind.Host, 0, 0, "one host's clock is an hour off") { IsWholeRun = true },
        new(Duplicates, TargetKind.Host, 0, 0, "one host sends every message twice") { IsWholeRun = true },
        new(Reordered, TargetKind.Host, 0, 0, "one host sends messages out of their order") { IsWholeRun = true },
        new(Delayed, TargetKind.Host, 0, 0, "one host holds messages back for up to a second") { IsWholeRun = true },
        new(PostgresCrash, TargetKind.Database, 1, 4, "immediate stop, started again after a while"),
        new(PostgresKicked, TargetKind.Database, 1, 1, "every connection is ended by pg_terminate_backend"),
        new(DiskFull, TargetKind.Database, 4, 10, "no byte left for PostgreSQL (root only: it needs a file system of its own)"),
        new(PostgresLatency, TargetKind.Database, 5, 15, "200 ms for each way there and back"),
        new(PostgresCut, TargetKind.Database, 1, 5, "the connections break and cannot be made anew"),
        new(PostgresSilent, TargetKind.Database, 4, 12, "the connections stay, and nothing passes"),
        new(BrokerKill, TargetKind.Broker, 1, 5, "kill -9 of a node, started again after a while"),
        new(BrokerStop, TargetKind.Broker, 15, 60, "a node is stopped for up to a minute"),
        new(BrokerFreeze, TargetKind.Broker, 5, 15, "SIGSTOP of a node"),
        new(BrokerKicked, TargetKind.Broker, 1, 1, "a node closes every connection"),
        new(BrokerCut, TargetKind.Broker, 1, 5, "the connections break and cannot be made anew"),
        new(QueueDeleted, TargetKind.Broker, 1, 1, "a queue is deleted with all that is in it"),
        new(MemoryAlarm, TargetKind.Broker, 5, 15, "a node is short of memory and blocks publishers"),
        new(Partition, TargetKind.BrokerCluster, 10, 20, "one node of the cluster cannot reach the others"),
        new(KafkaBrokerDown, TargetKind.Kafka, 2, 8, "one broker of Kafka is gone, and others lead what it led"),
        new(KafkaAllDown, TargetKind.Kafka, 2, 8, "every broker of Kafka is gone"),
        new(KafkaLeaders, TargetKind.Kafka, 1, 1, "every partition of Kafka gets another leader"),
        new(GatewayErrors, TargetKind.Gateway, 3, 12, "answers 500 to everything"),
        new(GatewayHangs, TargetKind.Gateway, 3, 12, "takes requests and never answers"),
        new(GatewaySilent, TargetKind.Gateway, 3, 12, "charges, and does not answer"),
        new(Poison, TargetKind.Messages, 1, 1, "messages that nobody can read, on every queue"),
        new(Operators, TargetKind.Gateway, 20, 20, "payments fail until orders wait for an operator; two press retry at the same time"),
    ];

    public static FaultKind? Find(string name) => All.FirstOrDefault(kind => kind.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
