using System.Security.Claims;
using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Host.Admin.Audit;

/// <summary>What can be seen of the audit.</summary>
internal sealed class AuditQuery(NpgsqlDataSource dataSource)
{
    /// <summary>A page, the newest first, behind <paramref name="after"/>.</summary>
    internal async Task<List<AuditLine>> ListAsync(
        ClaimsPrincipal who, AuditFilter filter, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        OperatorDesk.Demand(who);
        await using var command = dataSource.CreateCommand();
        var where = Where(filter, after, command.Parameters);
        // The limit is no parameter: a plan for any limit would sort.
        command.CommandText =
            $"""
            SELECT audit_id, at, actor, role, on_behalf_of, address, action, target, order_id, reason, idempotency_key, result, detail, trace_id
            FROM admin.audit WHERE {where} ORDER BY at DESC, audit_id DESC LIMIT {limit}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<AuditLine> lines = [];
        while (await reader.ReadAsync(cancellationToken))
            lines.Add(Line(reader));
        return lines;
    }

    private static string Where(AuditFilter filter, PageCursor? after, NpgsqlParameterCollection parameters)
    {
        List<string> conditions = ["true"];
        Add("actor =", filter.Actor, NpgsqlDbType.Text);
        Add("action =", filter.Action, NpgsqlDbType.Text);
        Add("result =", filter.Result, NpgsqlDbType.Text);
        Add("order_id =", filter.OrderId, NpgsqlDbType.Uuid);
        Add("at >=", filter.From?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add("at <", filter.To?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        if (after is { } last)
        {
            parameters.AddValue(last.At, NpgsqlDbType.TimestampTz);
            parameters.AddValue(last.Id, NpgsqlDbType.Uuid);
            conditions.Add($"(at, audit_id) < (${parameters.Count - 1}, ${parameters.Count})");
        }
        return string.Join(" AND ", conditions);

        void Add(string condition, object? value, NpgsqlDbType type)
        {
            if (value is null)
                return;
            parameters.AddValue(value, type);
            conditions.Add($"{condition} ${parameters.Count}");
        }
    }

    private static AuditLine Line(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), Text(reader, 3), Text(reader, 4), Text(reader, 5),
        reader.GetString(6), Text(reader, 7), reader.IsDBNull(8) ? null : reader.GetGuid(8), Text(reader, 9), Text(reader, 10),
        reader.GetString(11), Text(reader, 12), Text(reader, 13));

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}

/// <summary>Which entries: those for which everything that is given holds.</summary>
internal sealed record AuditFilter(
    string? Actor = null, string? Action = null, string? Result = null, Guid? OrderId = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>One action.</summary>
/// <param name="AuditId">Its id.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Actor">The credential's name; <c>nobody</c> for a stranger.</param>
/// <param name="Role">The credential's role.</param>
/// <param name="OnBehalfOf">The person whom the credential's holder named.</param>
/// <param name="Address">Where the request came from.</param>
/// <param name="Action">What was wanted.</param>
/// <param name="Target">What it was about.</param>
/// <param name="OrderId">The order it was about.</param>
/// <param name="Reason">Why.</param>
/// <param name="IdempotencyKey">The client's key.</param>
/// <param name="Result">begun, done, repeated, refused or failed.</param>
/// <param name="Detail">The result in words.</param>
/// <param name="TraceId">W3C trace id.</param>
internal sealed record AuditLine(
    Guid AuditId, DateTimeOffset At, string Actor, string? Role, string? OnBehalfOf, string? Address, string Action, string? Target,
    Guid? OrderId, string? Reason, string? IdempotencyKey, string Result, string? Detail, string? TraceId);
