using Workflow.Integration.RabbitMq;
using Workflow.TestSupport;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>
/// Where a contract of the messages is run: on one of the transports, or, as the product itself does without a broker, handed over to the
/// consumers' lanes without one. What is promised is the same on each.
/// </summary>
public sealed class TransportWorld(PostgresFixture postgres, RabbitMqFixture? broker = null, bool handsOver = false)
{
    /// <summary>A migrated database, with a broker of its own when the transport has one.</summary>
    internal async Task<Database> CreateAsync() =>
        await Database.CreateAsync(await postgres.CreateMigratedDatabaseAsync(), broker is null ? null : await broker.CreateVirtualHostAsync(), handsOver);
}
