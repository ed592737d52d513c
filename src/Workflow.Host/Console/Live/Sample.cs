namespace Workflow.Host.OperatorConsole.Live;

/// <summary>The whole at one moment; what could not be read is null.</summary>
/// <param name="At">When, UTC.</param>
internal sealed record Sample(DateTimeOffset At)
{
    /// <summary>Orders accepted a second, of all instances.</summary>
    internal double? Accepted { get; init; }

    /// <summary>Orders ended a second, of all instances.</summary>
    internal double? Finished { get; init; }

    /// <summary>Orders that wait for an operator.</summary>
    internal double? Suspended { get; init; }

    /// <summary>Open dead letters.</summary>
    internal double? DeadLetters { get; init; }

    /// <summary>Age of the oldest message in the outbox, in seconds.</summary>
    internal double? OutboxAge { get; init; }

    /// <summary>Share of this instance's intake ring that is full, 0 to 1.</summary>
    internal double? RingFill { get; init; }

    /// <summary>From acceptance to the end, of orders that ended at this instance in the last minute, in seconds.</summary>
    internal Percentiles? Order { get; init; }

    /// <summary>Units in one commit of this instance's lanes, on average.</summary>
    internal double? LaneBatch { get; init; }

    /// <summary>Time of one commit of this instance's lanes, in seconds.</summary>
    internal Percentiles? LaneCommit { get; init; }
}

/// <summary>Percentiles of a length of time, in seconds.</summary>
internal sealed record Percentiles(double P50, double P95, double P99);
