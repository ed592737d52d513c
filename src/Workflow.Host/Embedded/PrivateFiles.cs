namespace Workflow.Host.Embedded;

/// <summary>Files and directories that only the right accounts can read. Linux only, like the whole embedded mode.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;
    private const UnixFileMode Enterable = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Creates a missing directory for the owner alone; with root as owner others may pass through it.</summary>
    public static void CreateDataDirectory(string path)
    {
        if (!OperatingSystem.IsLinux())
            throw NotLinux();
        // User postgres has to pass when root runs the host; it can list nothing and reads no file of the directory.
        var mode = Environment.IsPrivilegedProcess ? OwnerDirectory | Enterable : OwnerDirectory;
        if (!Directory.Exists(path))
            Directory.CreateDirectory(path, mode);
    }

    /// <summary>Replaces the file in one step, so that a reader never sees half of it, with mode 0600.</summary>
    public static void Write(string path, string text)
    {
        if (!OperatingSystem.IsLinux())
            throw NotLinux();
        var unfinished = path + ".new";
        File.Delete(unfinished);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        };
        using (var writer = new StreamWriter(unfinished, options))
            writer.Write(text);
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Opens an empty file to lock it, mode 0600: nobody else is to hold it.</summary>
    public static FileStream OpenLock(string path, FileShare share)
    {
        if (!OperatingSystem.IsLinux())
            throw NotLinux();
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = share,
            UnixCreateMode = OwnerOnly,
        };
        return new FileStream(path, options);
    }

    private static EmbeddedPostgresException NotLinux() => new(
        "The embedded PostgreSQL runs on Linux only. Set ConnectionStrings:Workflow to a PostgreSQL server.");
}
