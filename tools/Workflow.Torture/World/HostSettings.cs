using Workflow.Torture.Plan;

namespace Workflow.Torture.World;

/// <summary>The settings by which a host is made to do wrong.</summary>
internal static class HostSettings
{
    private const string FaultPoint = "Workflow__FaultPoint";

    public static Dictionary<string, string?> Of(string fault) => fault switch
    {
        FaultCatalogue.ClockShift => new() { ["Faults__ClockShiftSeconds"] = "3600" },
        FaultCatalogue.Duplicates => new() { ["Faults__DuplicateShare"] = "1" },
        FaultCatalogue.Reordered => new() { ["Faults__ReorderShare"] = "0.5" },
        FaultCatalogue.Delayed => new() { ["Faults__DelayMilliseconds"] = "1000" },
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "It is no setting of a host."),
    };

    /// <summary>Kills itself at that visit of that point.</summary>
    public static Dictionary<string, string?> DyingAt(string point, int visit) => new() { [FaultPoint] = FormattableString.Invariant($"{point}:{visit}") };
}
