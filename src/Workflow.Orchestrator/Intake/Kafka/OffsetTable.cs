using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Orchestrator.Intake.Kafka;

/// <summary>
/// The statements on <c>orders.intake_offset</c>. An offset moves in the commit that holds the orders before it, and only from where the
/// reader thinks it is: so an instance that lost a partition and does not know it yet changes nothing.
/// </summary>
internal static class OffsetTable
{
    private const string Move =
        """
        UPDATE orders.intake_offset o SET next_offset = m.next
        FROM unnest($1, $2, $3, $4, $5) AS m(consumer_group, topic, partition, expected, next)
        WHERE o.consumer_group = m.consumer_group AND o.topic = m.topic AND o.partition = m.partition AND o.next_offset = m.expected
        RETURNING o.consumer_group, o.topic, o.partition
        """;

    private const string Begin =
        """
        INSERT INTO orders.intake_offset (consumer_group, topic, partition, next_offset) VALUES ($1, $2, $3, 0)
        ON CONFLICT DO NOTHING
        """;

    private const string Select =
        "SELECT next_offset FROM orders.intake_offset WHERE consumer_group = $1 AND topic = $2 AND partition = $3";

    /// <summary>Moves the offsets over the records of <paramref name="commit"/>; those that cannot be taken leave it.</summary>
    internal static void AddMoves(LaneCommit<IntakeUnit> commit)
    {
        var partitions = commit.Units.Where(unit => unit.Record is not null)
            .GroupBy(unit => (unit.Record!.Group, unit.Record.Topic, unit.Record.Partition))
            .OrderBy(group => group.Key).Select(group => Chain(commit, group)).ToList();
        if (partitions.Count == 0)
            return;
        var parameters = commit.Sql.Add(Move, ExcludeFenced(commit, partitions));
        parameters.AddColumn(partitions, chain => chain[0].Record!.Group, NpgsqlDbType.Text);
        parameters.AddColumn(partitions, chain => chain[0].Record!.Topic, NpgsqlDbType.Text);
        parameters.AddColumn(partitions, chain => chain[0].Record!.Partition, NpgsqlDbType.Integer);
        parameters.AddColumn(partitions, chain => chain[0].Record!.Expected, NpgsqlDbType.Bigint);
        parameters.AddColumn(partitions, chain => chain[^1].Record!.Next, NpgsqlDbType.Bigint);
    }

    /// <summary>The stored offset; 0 for a partition that is new.</summary>
    internal static async Task<long> ReadAsync(NpgsqlDataSource dataSource, RecordPosition of, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        foreach (var sql in new[] { Begin, Select })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.AddValue(of.Group, NpgsqlDbType.Text);
            command.Parameters.AddValue(of.Topic, NpgsqlDbType.Text);
            command.Parameters.AddValue(of.Partition, NpgsqlDbType.Integer);
            if (await command.ExecuteScalarAsync(cancellationToken) is long next)
                return next;
        }
        throw new InvalidOperationException($"The offset of partition {of.Partition} of {of.Topic} is gone as soon as it was written.");
    }

    // Records that follow one that left the batch before have to wait until it has been dealt with.
    private static List<IntakeUnit> Chain(LaneCommit<IntakeUnit> commit, IEnumerable<IntakeUnit> units)
    {
        List<IntakeUnit> chain = [];
        foreach (var unit in units)
        {
            if (chain.Count == 0 || chain[^1].Record!.Next == unit.Record!.Expected)
                chain.Add(unit);
            else
                commit.Exclude(unit, new OffsetFencedException(unit.Record));
        }
        return chain;
    }

    private static Func<NpgsqlDataReader, CancellationToken, Task> ExcludeFenced(LaneCommit<IntakeUnit> commit, List<List<IntakeUnit>> partitions) =>
        async (reader, cancellationToken) =>
        {
            HashSet<(string, string, int)> moved = [];
            while (await reader.ReadAsync(cancellationToken))
                moved.Add((reader.GetString(0), reader.GetString(1), reader.GetInt32(2)));
            foreach (var unit in partitions.SelectMany(chain => chain).Where(unit => !moved.Contains((unit.Record!.Group, unit.Record.Topic, unit.Record.Partition))))
                commit.Exclude(unit, new OffsetFencedException(unit.Record!));
        };
}
