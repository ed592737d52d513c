namespace Workflow.Integration.Processes;

/// <summary>Where the programs are that the tests' project refers to.</summary>
internal static class Programs
{
    public static readonly string Host = Beside("Workflow.Host.dll");

    public static readonly string Gateway = Beside("Workflow.PaymentGateway.dll");

    /// <summary>In its own directory: it needs packages that are part of the tests' framework and not copied beside them.</summary>
    public static readonly string Demo = OutputOf("tools/Workflow.Demo", "Workflow.Demo.dll");

    private static string Beside(string dll) => Path.Combine(AppContext.BaseDirectory, dll);

    // .../tests/Workflow.Integration/bin/CONFIGURATION/FRAMEWORK/ holds these tests.
    private static string OutputOf(string project, string dll)
    {
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var configuration = framework.Parent!;
        var root = configuration.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(root.FullName, project, "bin", configuration.Name, framework.Name, dll);
    }
}
