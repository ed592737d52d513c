using NpgsqlTypes;
using Workflow.Messaging;
using Workflow.Messaging.Lanes;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>Work whose effect is one row with a text.</summary>
internal sealed class NoteUnit(Guid orderId, string text) : LaneUnit(orderId)
{
    internal string Text { get; } = text;

    /// <summary>The writer gives up on it before it reaches the database.</summary>
    internal bool Throws { get; init; }

    /// <summary>The writer finds that somebody else was faster.</summary>
    internal bool LosesItsRace { get; init; }

    internal static NoteUnit New(string text, Guid? messageId = null, string consumer = "notes") =>
        new(Guid.CreateVersion7(), text) { MessageId = messageId, Consumer = consumer };

    /// <summary>A unit with a message id of its own for each number.</summary>
    internal static NoteUnit Numbered(int number) => New(number.ToString(), MessageIds.New(DateTimeOffset.UtcNow));
}

internal sealed class NoteWriter : ILaneWriter<NoteUnit>
{
    // A unit without a text has no effect but what it sends.
    private const string Insert = "INSERT INTO test.note (order_id, text) SELECT * FROM unnest($1, $2) AS n(o, t) WHERE t <> ''";

    private int _tries;

    internal int Tries => Volatile.Read(ref _tries);

    public Task WriteAsync(LaneCommit<NoteUnit> commit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _tries);
        if (commit.Units.FirstOrDefault(unit => unit.Throws) is { } broken)
            throw new FormatException($"{broken.Text} cannot be written.");
        foreach (var late in commit.Units.Where(unit => unit.LosesItsRace))
            commit.Exclude(late, new RaceLostException());
        var parameters = commit.Sql.Add(Insert);
        parameters.AddArray(commit.Units.Select(unit => unit.OrderId).ToArray(), NpgsqlDbType.Uuid);
        parameters.AddArray(commit.Units.Select(unit => unit.Text).ToArray(), NpgsqlDbType.Text);
        return Task.CompletedTask;
    }
}

internal sealed class RaceLostException() : Exception("Somebody else was faster.");
