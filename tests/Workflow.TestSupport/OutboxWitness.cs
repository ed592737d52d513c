using Npgsql;

namespace Workflow.TestSupport;

/// <summary>Remembers the rows that left the outbox: whatever marks a message as consumed, its row goes.</summary>
public static class OutboxWitness
{
    /// <summary>Where they are remembered: <c>message_id</c> and <c>order_id</c>.</summary>
    public const string Table = "witness.removed";

    private const string Sql =
        $"""
        CREATE SCHEMA witness;
        CREATE TABLE {Table} (message_id uuid NOT NULL, order_id uuid NOT NULL);
        CREATE FUNCTION witness.note() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN INSERT INTO {Table} VALUES (OLD.message_id, OLD.order_id); RETURN NULL; END';
        CREATE TRIGGER witness AFTER DELETE ON messaging.outbox FOR EACH ROW EXECUTE FUNCTION witness.note();
        """;

    /// <summary>Begins to remember.</summary>
    public static async Task CallAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(Sql);
        await command.ExecuteNonQueryAsync();
    }
}
