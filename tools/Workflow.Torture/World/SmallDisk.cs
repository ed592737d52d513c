using System.Diagnostics;
using System.Globalization;

namespace Workflow.Torture.World;

/// <summary>A file system of its own for the database, so that it alone can be full.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _directory;

    private SmallDisk(string directory) => _directory = directory;

    private string Ballast => Path.Combine(_directory, "ballast");

    /// <summary>Null where it cannot be: only root may mount, and not in every container.</summary>
    public static async Task<SmallDisk?> MountAsync(string directory, int megabytes)
    {
        Directory.CreateDirectory(directory);
        var size = string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=700");
        return Environment.IsPrivilegedProcess && await RunAsync("mount", "-t", "tmpfs", "-o", size, "workflow-torture", directory)
            ? new SmallDisk(directory)
            : null;
    }

    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        // The last bytes too: large pieces first, then small ones.
        foreach (var size in (int[])[1024 * 1024, 4096])
        {
            try
            {
                var piece = new byte[size];
                while (true)
                    file.Write(piece);
            }
            catch (IOException)
            {
                // Full: that is what it is for.
                continue;
            }
        }
    }

    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        // A process that has just ended may hold a file for a moment longer.
        for (var attempt = 0; attempt < 20 && !await RunAsync("umount", _directory); attempt++)
            await Task.Delay(250);
    }

    private static async Task<bool> RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
