namespace Workflow.Integration.Processes;

/// <summary>Where the programs are that the tests' project refers to.</summary>
internal static class Programs
{
    private static readonly DirectoryInfo Framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>The working copy.</summary>
    public static readonly string Root = Framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;

    public static readonly string Host = Beside("Workflow.Host.dll");

    public static readonly string Gateway = Beside("Workflow.PaymentGateway.dll");

    /// <summary>In its own directory: it needs packages that are part of the tests' framework and not copied beside them.</summary>
    public static readonly string Demo = OutputOf("tools/Workflow.Demo", "Workflow.Demo.dll");

    public static readonly string Torture = OutputOf("tools/Workflow.Torture", "Workflow.Torture.dll");

    /// <summary>The sample of a participant in C#.</summary>
    public static readonly string ShipmentSample = OutputOf("samples/shipment-csharp", "Acme.Shipment.dll");

    /// <summary>Command lines of all processes that name the path, or have it in their environment as their home.</summary>
    public static List<string> RunningIn(string path) => [.. Directory.GetDirectories("/proc")
        .Where(process => int.TryParse(Path.GetFileName(process), out _))
        .Where(process => Read(process, "cmdline").Contains(path, StringComparison.Ordinal) || Read(process, "environ").Contains($"HOME={path}", StringComparison.Ordinal))
        .Select(process => Read(process, "cmdline").Replace('\0', ' '))];

    private static string Read(string process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended while the list was read, or belongs to somebody else.
            return "";
        }
    }

    private static string Beside(string dll) => Path.Combine(AppContext.BaseDirectory, dll);

    // .../tests/Workflow.Integration/bin/CONFIGURATION/FRAMEWORK/ holds these tests.
    private static string OutputOf(string project, string dll) => Path.Combine(Root, project, "bin", Framework.Parent!.Name, Framework.Name, dll);
}
