using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Scheduling;

namespace Workflow.Messaging.DeadLetters;

/// <summary>Removes letters that were resent or dropped long ago; never an open one.</summary>
internal sealed class DeadLetterUpkeep(IOptions<DeadLetterOptions> options) : IDueWork
{
    private const string RemoveResolved =
        """
        DELETE FROM messaging.dead_letter WHERE dead_letter_id IN (
            SELECT dead_letter_id FROM messaging.dead_letter
            WHERE resolution IS NOT NULL AND resolved_at < now() - make_interval(days => $1)
            ORDER BY resolved_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
        """;

    // One batch a beat: what a bulk action resolved at once leaves at the pace of the beats, and when nothing is due the
    // index says so at its first entry.
    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(RemoveResolved, connection);
        command.Parameters.AddValue(options.Value.KeepDays, NpgsqlDbType.Integer);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
