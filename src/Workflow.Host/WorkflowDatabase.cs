using Workflow.Host.Embedded;

namespace Workflow.Host;

/// <summary>The database of this process: the configured one, or a private one that lives as long as its users.</summary>
internal sealed class WorkflowDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;

    private WorkflowDatabase(string connectionString, EmbeddedPostgres? embedded)
    {
        ConnectionString = connectionString;
        _embedded = embedded;
    }

    internal string ConnectionString { get; }

    internal bool IsEmbedded => _embedded is not null;

    public ValueTask DisposeAsync() => _embedded?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal static async Task<WorkflowDatabase> OpenAsync(IConfiguration configuration, ILogger logger, CancellationToken cancellationToken)
    {
        if (configuration.GetConnectionString("Workflow") is { Length: > 0 } configured)
            return new WorkflowDatabase(configured, null);
        var options = configuration.GetSection(EmbeddedPostgresOptions.Section).Get<EmbeddedPostgresOptions>() ?? new EmbeddedPostgresOptions();
        var embedded = await EmbeddedPostgres.StartAsync(options, logger, cancellationToken);
        return new WorkflowDatabase(embedded.ConnectionString, embedded);
    }
}
