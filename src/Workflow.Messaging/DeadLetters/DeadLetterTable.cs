using System.Text;
using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Relay;

namespace Workflow.Messaging.DeadLetters;

/// <summary>The statements on <c>messaging.dead_letter</c>.</summary>
internal static class DeadLetterTable
{
    private const int MaxErrorLength = 2000;

    private const string Move =
        """
        WITH gone AS (DELETE FROM messaging.outbox o USING unnest($1, $2, $3) AS f(id, reason, error)
                      WHERE o.message_id = f.id RETURNING o.*, f.reason, f.error)
        INSERT INTO messaging.dead_letter
            (dead_letter_id, message_id, order_id, destination, message_type, body, headers, reason, error, attempts, first_at, last_at)
        SELECT gen_random_uuid(), message_id, order_id, destination, message_type, body, headers, reason, error, attempts + 1, created_at, now()
        FROM gone
        """;

    /// <summary>Turns outbox rows into dead letters: both, or neither.</summary>
    internal static async Task MoveAsync(NpgsqlConnection connection, List<OutboxFailure> failures, CancellationToken cancellationToken)
    {
        if (failures.Count == 0)
            return;
        await using var command = new NpgsqlCommand(Move, connection);
        command.Parameters.AddArray(failures.ConvertAll(failure => failure.Row.MessageId).ToArray(), NpgsqlDbType.Uuid);
        command.Parameters.AddArray(failures.ConvertAll(failure => Reason(failure.Error)).ToArray(), NpgsqlDbType.Text);
        command.Parameters.AddArray(failures.ConvertAll(failure => Describe(failure.Error)).ToArray(), NpgsqlDbType.Text);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>An error as it is kept: type and message, bounded, no stack, and nothing that a text column refuses.</summary>
    internal static string Describe(Exception error)
    {
        var text = $"{error.GetType().Name}: {error.Message}";
        var bounded = Encoding.UTF8.GetBytes(text.Length <= MaxErrorLength ? text : text[..MaxErrorLength]);
        // The way there and back replaces half a surrogate pair, which the cut may have left.
        return Encoding.UTF8.GetString(bounded).Replace('\0', '\uFFFD');
    }

    private static string Reason(Exception error) => error is Transport.UnreadableMessageException ? "unreadable" : "out of attempts";
}
