using Npgsql;

namespace Workflow.Messaging.Lanes;

/// <summary>One try to commit a batch: the units still in it, the statements, and the units that have to leave it.</summary>
public sealed class LaneCommit<TUnit>
    where TUnit : LaneUnit
{
    private readonly Dictionary<TUnit, Exception?> _excluded = [];

    internal LaneCommit(IReadOnlyList<TUnit> units, SqlBatch sql)
    {
        Units = units;
        Sql = sql;
    }

    /// <summary>The units of this try; none of them is known to the inbox before <see cref="Sql"/> has run.</summary>
    public IReadOnlyList<TUnit> Units { get; }

    /// <summary>The statements; the inbox is already among them, the outbox follows when the writer is done.</summary>
    public SqlBatch Sql { get; }

    /// <summary>Whether this try is lost: it will be rolled back and made again without the excluded units.</summary>
    public bool IsLost => _excluded.Count > 0;

    internal IReadOnlyDictionary<TUnit, Exception?> Excluded => _excluded;

    /// <summary>Takes a unit out because its own work cannot be committed; its caller gets <paramref name="error"/>.</summary>
    public void Exclude(TUnit unit, Exception error) => _excluded[unit] = error;

    /// <summary>Takes a unit out because its effect is already there; its caller is told so.</summary>
    internal void ExcludeDuplicate(TUnit unit) => _excluded.TryAdd(unit, null);

    /// <summary>
    /// A reader that expects <paramref name="expected"/> units to be named by id in the first column, and excludes
    /// those that are not: the statement left them alone because someone else was there first.
    /// </summary>
    public Func<NpgsqlDataReader, CancellationToken, Task> ExcludeMissing(
        IReadOnlyList<TUnit> expected, Func<TUnit, Guid> id, Action<TUnit> exclude) =>
        async (reader, cancellationToken) =>
        {
            var seen = new HashSet<Guid>(expected.Count);
            while (await reader.ReadAsync(cancellationToken))
                seen.Add(reader.GetGuid(0));
            if (seen.Count == expected.Count)
                return;
            foreach (var unit in expected.Where(unit => !seen.Contains(id(unit))))
                exclude(unit);
        };
}
