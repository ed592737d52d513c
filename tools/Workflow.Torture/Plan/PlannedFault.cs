using System.Globalization;

namespace Workflow.Torture.Plan;

/// <summary>One fault of a run.</summary>
/// <param name="At">Seconds after the first order.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Target">Which host or node, from 1; 0 where there is only one.</param>
/// <param name="Seconds">How long it lasts.</param>
/// <param name="Detail">A number that the fault may use as it likes: which visit kills, which queue is deleted.</param>
internal sealed record PlannedFault(double At, FaultKind Kind, int Target, int Seconds, int Detail)
{
    public string TargetName => Kind.Target switch
    {
        TargetKind.Host => Numbered("host"),
        TargetKind.Broker or TargetKind.BrokerCluster => Numbered("node"),
        TargetKind.Kafka => "kafka",
        TargetKind.Database => "postgres",
        TargetKind.Gateway => "gateway",
        _ => "messages",
    };

    public override string ToString() => Kind.IsWholeRun
        ? string.Create(CultureInfo.InvariantCulture, $"  all    {TargetName,-9} {Kind.Name}")
        : string.Create(CultureInfo.InvariantCulture, $"{At,6:0.0} s {TargetName,-9} {Kind.Name} for {Seconds} s");

    private string Numbered(string name) => string.Create(CultureInfo.InvariantCulture, $"{name}{Target}");
}
