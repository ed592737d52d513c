namespace Workflow.Integration.Processes;

/// <summary>What goes wrong by itself while processes are killed.</summary>
internal static class Faults
{
    public static string[] OfGateway(int seed) => [$"--seed={seed}", "--declined=0.02", "--unknown=0.02", "--failing=0.01"];

    public static string[] OfHost(int seed) =>
        [$"--Simulation:Seed={seed}", "--Simulation:TransientShare=0.02", "--Simulation:ShipmentRejectedShare=0.02"];
}
