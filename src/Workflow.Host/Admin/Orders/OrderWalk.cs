using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Host.Admin.Orders;

/// <summary>
/// The order in which a list is walked: by the index that fits the filter best. Each chunk of a walk costs the rows of that
/// chunk, wherever in the list it lies; what else the filter says is looked at afterwards, row by row.
/// </summary>
internal abstract record OrderWalk(char Mark, bool Ascending)
{
    /// <summary>Whether the walk alone shows what the filter means, so that a chunk need not be larger than the page.</summary>
    internal bool IsExact { get; init; }

    /// <summary>Chooses.</summary>
    internal static OrderWalk Of(OrderFilter filter)
    {
        if (filter.Text is { } text)
            return new ByText(text);
        if (filter.CustomerId is { } customer)
            return new ByAcceptance(customer, filter.From, filter.To) { IsExact = IsAll(filter with { CustomerId = null, From = null, To = null }) };
        if (filter.Fingerprint is { } fingerprint)
            return new BySaga(Sagas.OfFingerprint(fingerprint), filter.OldestFirst ? 'f' : 'g', filter.OldestFirst) { IsExact = IsAll(filter with { Fingerprint = null }) };
        if (filter.RetryBefore is { } before)
            return new BySaga(Sagas.OfRetry(before), 'r', true) { IsExact = IsAll(filter with { RetryBefore = null }) };
        return ByState(filter);
    }

    private static OrderWalk ByState(OrderFilter filter)
    {
        var others = filter with { States = [] };
        var states = filter.States.Count > 0 ? filter.States
            : filter.OldestFirst || filter.Step is not null || filter.MinAttempt is not null || filter.MinAgeSeconds is not null ? OrderFilter.Unfinished : [];
        if (states.Count > 0 && states.All(OrderFilter.Unfinished.Contains))
            return new BySaga([.. states.Select(Sagas.OfState)], filter.OldestFirst ? 'u' : 'd', filter.OldestFirst) { IsExact = IsAll(others) };
        if (states.Count > 0 && states.All(OrderFilter.Finished.Contains) && filter.From is null && filter.To is null)
            return new BySaga([.. states.Select(Sagas.OfEnd)], 'e', false) { IsExact = IsAll(others) };
        return new ByAcceptance(null, filter.From, filter.To) { IsExact = IsAll(filter with { From = null, To = null }) };
    }

    private static bool IsAll(OrderFilter rest) => rest.IsEmpty;

    /// <summary>A statement that gives <c>at, order_id</c> of the next <paramref name="rows"/> behind <paramref name="after"/>.</summary>
    internal abstract string Sql(NpgsqlParameterCollection parameters, PageCursor? after, int rows);

    /// <summary>The way that the walk goes, for what follows from it.</summary>
    internal string Way => Ascending ? "ASC" : "DESC";

    /// <summary>Adds a value and gives its placeholder.</summary>
    internal static string Add<T>(NpgsqlParameterCollection parameters, T value, NpgsqlDbType type)
    {
        parameters.AddValue(value, type);
        return "$" + parameters.Count;
    }

    /// <summary>Order ids begin with the time of acceptance, so they are an index of it.</summary>
    internal static Guid FirstIdOf(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, time.ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }
}

/// <summary>What one search text means.</summary>
internal sealed record ByText(string Text) : OrderWalk('t', false)
{
    internal override string Sql(NpgsqlParameterCollection parameters, PageCursor? after, int rows)
    {
        var behind = after is { } last ? $"WHERE order_id < {Add(parameters, last.Id, NpgsqlDbType.Uuid)}" : "";
        return $"SELECT timestamptz 'epoch' AS at, order_id FROM ({Found(parameters)}) AS found {behind} ORDER BY order_id DESC LIMIT {rows}";
    }

    private string Found(NpgsqlParameterCollection parameters)
    {
        if (Guid.TryParseExact(Text, "D", out var id))
            return $"""SELECT order_id FROM orders."order" WHERE order_id = {Add(parameters, id, NpgsqlDbType.Uuid)}""";
        var text = Add(parameters, Text, NpgsqlDbType.Text);
        return $"""
            SELECT order_id FROM orders."order" WHERE idempotency_key = {text}
            UNION (SELECT order_id FROM orders."order" WHERE reference = {text} ORDER BY order_id DESC LIMIT 10000)
            """;
    }
}

/// <summary>The newest first, of one customer or of all.</summary>
internal sealed record ByAcceptance(string? CustomerId, DateTimeOffset? From, DateTimeOffset? To) : OrderWalk('a', false)
{
    internal override string Sql(NpgsqlParameterCollection parameters, PageCursor? after, int rows)
    {
        List<string> conditions = ["true"];
        if (CustomerId is not null)
            conditions.Add($"customer_id = {Add(parameters, CustomerId, NpgsqlDbType.Text)}");
        if (From is { } from)
            conditions.Add($"order_id >= {Add(parameters, FirstIdOf(from), NpgsqlDbType.Uuid)}");
        if (To is { } to)
            conditions.Add($"order_id < {Add(parameters, FirstIdOf(to.AddMilliseconds(1)), NpgsqlDbType.Uuid)}");
        if (after is { } last)
            conditions.Add($"order_id < {Add(parameters, last.Id, NpgsqlDbType.Uuid)}");
        return $"""
            SELECT timestamptz 'epoch' AS at, order_id FROM orders."order" WHERE {string.Join(" AND ", conditions)} ORDER BY order_id DESC LIMIT {rows}
            """;
    }
}

/// <summary>By a time of the saga's row: one range of an index, or a few that are merged.</summary>
internal sealed record BySaga(Sagas[] Ranges, char Mark, bool Ascending) : OrderWalk(Mark, Ascending)
{
    public BySaga(Sagas range, char mark, bool ascending)
        : this([range], mark, ascending)
    {
    }

    internal override string Sql(NpgsqlParameterCollection parameters, PageCursor? after, int rows)
    {
        var position = after is { } last
            ? (Add(parameters, last.At, NpgsqlDbType.TimestampTz), Add(parameters, last.Id, NpgsqlDbType.Uuid))
            : default((string At, string Id)?);
        var ranges = Ranges.Select(range => $"(SELECT {range.Time} AS at, order_id FROM orders.saga WHERE {range.Condition(parameters)}"
            + $"{Behind(range.Time, position)} ORDER BY {range.Time} {Way}, order_id {Way} LIMIT {rows})");
        return $"SELECT at, order_id FROM ({string.Join(" UNION ALL ", ranges)}) AS ranges ORDER BY at {Way}, order_id {Way} LIMIT {rows}";
    }

    // The first comparison follows from the second; an index that ends with the time needs to be told.
    private string Behind(string time, (string At, string Id)? position)
    {
        var sign = Ascending ? ">" : "<";
        return position is { } last ? $" AND {time} {sign}= {last.At} AND ({time}, order_id) {sign} ({last.At}, {last.Id})" : "";
    }
}

/// <summary>A range of one of the saga's indexes.</summary>
/// <param name="Time">The column by which it is walked.</param>
/// <param name="Condition">Which rows; adds its values to the parameters.</param>
internal sealed record Sagas(string Time, Func<NpgsqlParameterCollection, string> Condition)
{
    internal static Sagas OfState(string state) => new("state_since", parameters =>
        $"finished_at IS NULL AND state = {OrderWalk.Add(parameters, state, NpgsqlDbType.Text)}");

    internal static Sagas OfEnd(string state) => new("finished_at", parameters =>
        $"finished_at IS NOT NULL AND state = {OrderWalk.Add(parameters, state, NpgsqlDbType.Text)}");

    internal static Sagas OfFingerprint(string fingerprint) => new("state_since", parameters =>
        $"error_fingerprint = {OrderWalk.Add(parameters, fingerprint, NpgsqlDbType.Text)}");

    internal static Sagas OfRetry(DateTimeOffset before) => new("retry_at", parameters =>
        $"retry_at IS NOT NULL AND retry_at < {OrderWalk.Add(parameters, before.ToUniversalTime(), NpgsqlDbType.TimestampTz)}");
}
