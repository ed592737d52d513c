using Npgsql;
using Workflow.Contracts;
using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Outbox;

namespace Workflow.Integration.DeadLetters;

/// <summary>Messages that died, as consumers and the broker tell of them.</summary>
internal static class DeadLetterCast
{
    internal const string Olga = "olga";

    internal static DeadMessage Dead(OrderMessage message, string destination = "queue:" + Letters.Queue, string error = "FormatException: Never.") => new(
        message.MessageId, message.OrderId, destination, MessageBodies.WireNameOf(message.GetType()), MessageBodies.Serialize(message),
        null, DeadLetterReasons.OutOfAttempts, error, 10);

    internal static DeadMessage Dead() => Dead(Letters.Numbered(Guid.CreateVersion7(), 1));

    internal static async Task<int> StoreAsync(this NpgsqlDataSource dataSource, params DeadMessage[] messages)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        return await DeadLetterTable.StoreAsync(connection, messages, CancellationToken.None);
    }

    /// <summary>Stores a letter and gives its id.</summary>
    internal static async Task<Guid> LetterAsync(this Database database, DeadMessage message)
    {
        await database.DataSource.StoreAsync(message);
        return await database.ReadAsync<Guid>(
            "SELECT dead_letter_id FROM messaging.dead_letter WHERE message_id = $1 AND destination = $2 AND resolution IS NULL",
            message.MessageId, message.Destination);
    }

    internal static Task<long> LettersAsync(this Database database, string condition) =>
        database.CountAsync($"messaging.dead_letter WHERE {condition}");
}
