namespace Workflow.Torture.Plan;

/// <summary>What a fault is done to; no two faults are planned for one target at the same time.</summary>
internal enum TargetKind
{
    Host,
    Database,
    Broker,
    BrokerCluster,
    Kafka,
    Gateway,
    Messages,
}

/// <summary>A way in which things go wrong.</summary>
/// <param name="Name">As it is written on the command line.</param>
/// <param name="Target">What it is done to.</param>
/// <param name="From">Shortest duration in seconds.</param>
/// <param name="To">Longest duration in seconds; scaled down with runs that are short.</param>
/// <param name="Text">For people.</param>
internal sealed record FaultKind(string Name, TargetKind Target, int From, int To, string Text)
{
    /// <summary>Lasts from the first second to the last, as a setting of one host.</summary>
    public bool IsWholeRun { get; init; }

    /// <summary>A moment that a host has only with a broker.</summary>
    public bool IsOfBroker { get; init; }

    public bool NeedsBroker => IsOfBroker || Target is TargetKind.Broker or TargetKind.BrokerCluster;

    public bool NeedsKafka => Target is TargetKind.Kafka;

    public bool NeedsCluster => Target is TargetKind.BrokerCluster;
}
