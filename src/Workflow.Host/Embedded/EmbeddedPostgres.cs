namespace Workflow.Host.Embedded;

/// <summary>
/// A private PostgreSQL for one data directory. Any number of processes may use it together: the first starts it, or
/// adopts the one that a killed process left running, and the last stops it.
/// </summary>
/// <remarks>
/// Two files are locked. <c>embedded.gate</c> is held while a process starts or stops the server, so that none starts
/// what another is stopping. <c>embedded.lock</c> is shared by all users for as long as they live; who can take it
/// alone is the last. The operating system ends both with the process, so a kill leaves nothing to clean up.
/// </remarks>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Database = "workflow";

    private readonly string _dataDirectory;
    private readonly EmbeddedPostgresOptions _options;
    private readonly PostgresCluster _cluster;
    private readonly FileLock _use;
    private readonly ILogger _logger;
    private PostgresServer? _server;
    private int _disposed;

    private EmbeddedPostgres(
        string dataDirectory, EmbeddedPostgresOptions options, PostgresCluster cluster, FileLock use, ILogger logger)
    {
        _dataDirectory = dataDirectory;
        _options = options;
        _cluster = cluster;
        _use = use;
        _logger = logger;
    }

    /// <summary>How to reach the database <c>workflow</c>, as its superuser.</summary>
    public string ConnectionString => Server.ConnectionStringTo(Database);

    /// <summary>PostgreSQL's data directory.</summary>
    public string ClusterDirectory => _cluster.Home.Data;

    /// <summary>Directory of PostgreSQL's programs.</summary>
    public string BinDirectory => _cluster.Binaries.Directory;

    /// <summary>The loopback port of the server.</summary>
    public int Port => Server.Port;

    private PostgresServer Server => _server ?? throw new InvalidOperationException("PostgreSQL has not been started.");

    /// <summary>Starts, adopts or shares the PostgreSQL of a data directory; returns when it accepts connections.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be used; the message says what to change.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var dataDirectory = options.CheckedDataDirectory();
        PrivateFiles.CreateDataDirectory(dataDirectory);
        using var gate = await LockGateAsync(dataDirectory, options, cancellationToken);
        var account = await PostgresAccount.ResolveAsync(cancellationToken);
        var binaries = await PostgresBinaries.FindAsync(options.BinDirectory, null, cancellationToken);
        var home = await ClusterHome.LocateAsync(dataDirectory, account, logger, cancellationToken);
        if (home.Version is { } version && version != binaries.MajorVersion)
            binaries = await PostgresBinaries.FindAsync(options.BinDirectory, version, cancellationToken);

        var cluster = new PostgresCluster(home, binaries, account);
        var use = FileLock.TryShared(UseLock(dataDirectory))
            ?? throw new EmbeddedPostgresException($"Another program holds {UseLock(dataDirectory)}.");
        var started = new EmbeddedPostgres(dataDirectory, options, cluster, use, logger);
        try
        {
            await started.OpenAsync(cancellationToken);
            return started;
        }
        catch
        {
            await started.CloseAsync();
            throw;
        }
    }

    /// <summary>Creates a further database if there is none of that name, for tests.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        await Server.CreateDatabaseAsync(name, CancellationToken.None);
        return Server.ConnectionStringTo(name);
    }

    /// <summary>Stops the server if no other process uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        try
        {
            using var gate = await LockGateAsync(_dataDirectory, _options, CancellationToken.None);
            await CloseAsync();
        }
        catch (Exception error) when (error is EmbeddedPostgresException or IOException or UnauthorizedAccessException)
        {
            EmbeddedLog.StopFailed(_logger, error);
        }
        finally
        {
            _use.Dispose();
        }
    }

    private static string UseLock(string dataDirectory) => Path.Combine(dataDirectory, "embedded.lock");

    private static Task<FileLock> LockGateAsync(
        string dataDirectory, EmbeddedPostgresOptions options, CancellationToken cancellationToken) =>
        FileLock.ExclusiveAsync(
            Path.Combine(dataDirectory, "embedded.gate"),
            TimeSpan.FromSeconds(options.StartTimeoutSeconds),
            cancellationToken);

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (!_cluster.Home.Exists)
        {
            EmbeddedLog.Creating(_logger, _cluster.Binaries.MajorVersion, ClusterDirectory);
            await _cluster.InitializeAsync(_options.DataChecksums, cancellationToken);
        }

        _server = await AdoptAsync(cancellationToken) ?? await StartServerAsync(cancellationToken);
        await _server.CreateDatabaseAsync(Database, cancellationToken);
        new EmbeddedDescriptor(ConnectionString, ClusterDirectory, BinDirectory, Port).WriteTo(_dataDirectory);
    }

    private async Task<PostgresServer> StartServerAsync(CancellationToken cancellationToken)
    {
        var port = await _cluster.StartAsync(_options.StartTimeoutSeconds, cancellationToken);
        EmbeddedLog.Started(_logger, _cluster.Binaries.MajorVersion, port, ClusterDirectory);
        return new PostgresServer(port, _cluster.Home.ReadPassword());
    }

    /// <summary>Takes over a server that runs already; waits for one that is still recovering or going down.</summary>
    private async Task<PostgresServer?> AdoptAsync(CancellationToken cancellationToken)
    {
        var interval = TimeSpan.FromMilliseconds(100);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(_options.StartTimeoutSeconds));
        try
        {
            while (PostmasterFile.Read(_cluster.Home) is { } server)
            {
                var running = new PostgresServer(server.Port, _cluster.Home.ReadPassword());
                if (server.IsAlive && await running.AnswersAsync(limit.Token))
                {
                    EmbeddedLog.Adopted(_logger, server.Port, ClusterDirectory);
                    return running;
                }

                if (!server.IsAlive && !server.IsEnding)
                {
                    RemoveIfReused(server);
                    return null;
                }

                await Task.Delay(interval, limit.Token);
            }

            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL runs but did not answer within {_options.StartTimeoutSeconds} s (cluster {ClusterDirectory}). "
                + $"Its last log lines:{Environment.NewLine}{_cluster.LastLogLines()}");
        }
    }

    // PostgreSQL handles a stale file itself, except when its process id is taken: it then refuses to start for good.
    private void RemoveIfReused(PostmasterFile server)
    {
        if (!server.IsReused)
            return;
        File.Delete(server.Path);
        EmbeddedLog.StalePidRemoved(_logger, server.Path, server.Pid);
    }

    /// <summary>Gives up this process's use; whoever can then lock alone was the last and stops the server.</summary>
    private async Task CloseAsync()
    {
        _use.Dispose();
        using var alone = FileLock.TryExclusive(UseLock(_dataDirectory));
        if (alone is null)
        {
            EmbeddedLog.LeftRunning(_logger, ClusterDirectory);
            return;
        }

        if (PostmasterFile.Read(_cluster.Home) is { IsAlive: true } server)
            await StopAsync(server);
        File.Delete(EmbeddedDescriptor.PathIn(_dataDirectory));
    }

    private async Task StopAsync(PostmasterFile server)
    {
        if (!await _cluster.StopAsync(server, "fast", _options.StopTimeoutSeconds, CancellationToken.None))
        {
            EmbeddedLog.StoppingAtOnce(_logger, _options.StopTimeoutSeconds, ClusterDirectory);
            if (!await _cluster.StopAsync(server, "immediate", _options.StopTimeoutSeconds, CancellationToken.None))
                throw new EmbeddedPostgresException($"PostgreSQL does not stop (cluster {ClusterDirectory}).");
        }

        EmbeddedLog.Stopped(_logger, ClusterDirectory);
    }
}
