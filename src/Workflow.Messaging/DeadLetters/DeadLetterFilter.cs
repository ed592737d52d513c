using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.DeadLetters;

/// <summary>Which dead letters are meant: those for which everything that is given holds.</summary>
public sealed record DeadLetterFilter
{
    /// <summary>Open, resent or dropped; default open.</summary>
    public DeadLetterState State { get; init; }

    /// <summary>Why it died, see <see cref="DeadLetterReasons"/>; exact.</summary>
    public string? Reason { get; init; }

    /// <summary><c>queue:NAME</c> or <c>event:WIRE-NAME</c>; exact.</summary>
    public string? Destination { get; init; }

    /// <summary>Wire name; exact.</summary>
    public string? MessageType { get; init; }

    /// <summary>The order.</summary>
    public Guid? OrderId { get; init; }

    /// <summary>The group of errors.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Died then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Died before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether nothing is given but the state: it means every letter.</summary>
    public bool IsEmpty => this == new DeadLetterFilter { State = State };

    /// <summary>
    /// The condition, with its values added to <paramref name="parameters"/>. What is not given does not stand in it, for a
    /// plan that has to serve both cases cannot use the index of either.
    /// </summary>
    internal string Where(NpgsqlParameterCollection parameters)
    {
        List<string> conditions = [StateCondition()];
        Add("reason =", Reason, NpgsqlDbType.Text);
        Add("destination =", Destination, NpgsqlDbType.Text);
        Add("message_type =", MessageType, NpgsqlDbType.Text);
        Add("fingerprint =", Fingerprint, NpgsqlDbType.Text);
        Add("order_id =", OrderId, NpgsqlDbType.Uuid);
        Add("last_at >=", From?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add("last_at <", To?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        return string.Join(" AND ", conditions);

        void Add(string condition, object? value, NpgsqlDbType type)
        {
            if (value is null)
                return;
            parameters.AddValue(value, type);
            conditions.Add($"{condition} ${parameters.Count}");
        }
    }

    private string StateCondition() => State switch
    {
        DeadLetterState.Resent => "state = 'resent'",
        DeadLetterState.Dropped => "state = 'dropped'",
        _ => "state = 'open'",
    };
}

/// <summary>What became of a dead letter.</summary>
public enum DeadLetterState
{
    /// <summary>It waits for an operator.</summary>
    Open,

    /// <summary>It was sent again; if it died again, that is a letter of its own.</summary>
    Resent,

    /// <summary>It was given up.</summary>
    Dropped,
}
