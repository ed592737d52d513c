namespace Workflow.Host.Embedded;

/// <summary>An advisory lock of the operating system on a file; it ends with the process, however that ends.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock alone, or returns null at once when any other process or object holds it.</summary>
    public static FileLock? TryExclusive(string path) => TryOpen(path, FileShare.None);

    /// <summary>Takes the lock together with others, or returns null at once when one holds it alone.</summary>
    public static FileLock? TryShared(string path) => TryOpen(path, FileShare.Read);

    /// <summary>Takes the lock alone, waiting for it up to the limit.</summary>
    /// <exception cref="EmbeddedPostgresException">The limit passed.</exception>
    public static async Task<FileLock> ExclusiveAsync(string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        FileLock? held;
        while ((held = TryExclusive(path)) is null)
        {
            try
            {
                await Task.Delay(RetryInterval, deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new EmbeddedPostgresException(
                    $"Another process has been starting or stopping the private PostgreSQL for {limit.TotalSeconds} s; it holds {path}.");
            }
        }

        return held;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileLock? TryOpen(string path, FileShare share)
    {
        try
        {
            // .NET maps FileShare.None to flock(LOCK_EX) and FileShare.Read to flock(LOCK_SH).
            return new FileLock(PrivateFiles.OpenLock(path, share));
        }
        catch (IOException error) when (IsHeldByOther(error))
        {
            return null;
        }
    }

    private static bool IsHeldByOther(IOException error)
    {
        const int WouldBlock = 11;
        return error.HResult == WouldBlock;
    }
}
