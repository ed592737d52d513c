using System.Runtime.Versioning;

[assembly: UnsupportedOSPlatform("windows")]

namespace Workflow.Integration.Embedded;

/// <summary>A directory for one test. By default other users may pass through it, so that a cluster fits inside.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _root = Directory.CreateTempSubdirectory("workflow-test-").FullName;

    private DataDirectory(UnixFileMode mode) => File.SetUnixFileMode(_root, mode);

    public string Path => System.IO.Path.Combine(_root, "data");

    public string Descriptor => System.IO.Path.Combine(Path, "embedded.json");

    public string Pointer => System.IO.Path.Combine(Path, "cluster-directory");

    public static DataDirectory Open() => new(OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    public static DataDirectory Closed() => new(OwnerOnly);

    public void Dispose()
    {
        if (File.Exists(Pointer))
            Directory.Delete(File.ReadAllText(Pointer), recursive: true);
        Directory.Delete(_root, recursive: true);
    }
}
