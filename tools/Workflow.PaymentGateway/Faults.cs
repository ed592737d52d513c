using Workflow.Tools;

namespace Workflow.PaymentGateway;

/// <summary>How the gateway misbehaves. Immutable; replaced as a whole at run time.</summary>
internal sealed record Faults
{
    public double Declined { get; init; }
    public double Unknown { get; init; }
    public double Failing { get; init; }
    public double Late { get; init; }
    public double LateSeconds { get; init; }
    public bool Outage { get; init; }
    public bool Broken { get; init; }
    public bool Hanging { get; init; }

    public bool Declines(long seed, string key) => Hits(Declined, seed, key, "declined");
    public bool KeepsSilent(long seed, string key) => Hits(Unknown, seed, key, "unknown");
    public bool FailsFirst(long seed, string key) => Hits(Failing, seed, key, "failing");
    public bool AnswersLate(long seed, string key) => Hits(Late, seed, key, "late");

    /// <summary>What the change does not name stays as it is. Null when a value is out of range.</summary>
    public Faults? With(FaultsChange change)
    {
        var changed = new Faults
        {
            Declined = change.Declined ?? Declined,
            Unknown = change.Unknown ?? Unknown,
            Failing = change.Failing ?? Failing,
            Late = change.Late ?? Late,
            LateSeconds = change.LateSeconds ?? LateSeconds,
            Outage = change.Outage ?? Outage,
            Broken = change.Broken ?? Broken,
            Hanging = change.Hanging ?? Hanging,
        };
        return changed.InRange() ? changed : null;
    }

    private static bool Hits(double share, long seed, string key, string kind) =>
        share > 0 && StableHash.Point(seed, key, kind) < share;

    private bool InRange() =>
        Declined is >= 0 and <= 1 && Unknown is >= 0 and <= 1 && Failing is >= 0 and <= 1 && Late is >= 0 and <= 1
        && LateSeconds is >= 0 and <= 3600;
}
