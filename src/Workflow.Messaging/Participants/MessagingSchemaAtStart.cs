using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Workflow.Messaging.Participants;

/// <summary>Sees to the tables before anything that needs them starts.</summary>
internal sealed class MessagingSchemaAtStart(NpgsqlDataSource dataSource) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => MessagingSchema.EnsureAsync(dataSource, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
