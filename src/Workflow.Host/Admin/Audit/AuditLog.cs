using System.Net;
using System.Security.Claims;
using Npgsql;
using NpgsqlTypes;
using Workflow.Host.Admin.Access;
using Workflow.Messaging.Lanes;

namespace Workflow.Host.Admin.Audit;

/// <summary>The table of every operator action, allowed or refused.</summary>
internal sealed class AuditLog(NpgsqlDataSource dataSource, TimeProvider time)
{
    // Strangers write nothing they choose, and not more than this.
    private const int StrangersAMinute = 60;
    private const int MaxText = 500;

    private const string Insert =
        """
        INSERT INTO admin.audit (audit_id, at, actor, role, on_behalf_of, address, action, target, order_id, reason, idempotency_key, result, detail, trace_id)
        VALUES ($1, now(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """;

    private const string End = "UPDATE admin.audit SET result = $2, detail = $3, target = coalesce(target, $4) WHERE audit_id = $1";

    private readonly Lock _lock = new();
    private long _minute;
    private int _strangers;

    /// <summary>Writes it down; returns its id.</summary>
    internal async Task<Guid> WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        await using var command = dataSource.CreateCommand(Insert);
        command.Parameters.AddValue(id, NpgsqlDbType.Uuid);
        foreach (var text in new[] { entry.Actor, entry.Role, entry.OnBehalfOf, entry.Address, entry.Action, entry.Target })
            Add(command, text);
        command.Parameters.AddValue((object?)entry.OrderId ?? DBNull.Value, NpgsqlDbType.Uuid);
        foreach (var text in new[] { entry.Reason, entry.IdempotencyKey, entry.Result, entry.Detail, entry.TraceId })
            Add(command, text);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return id;
    }

    /// <summary>Adds to an entry what became of it.</summary>
    internal async Task EndAsync(Guid auditId, string result, string? detail, string? target)
    {
        await using var command = dataSource.CreateCommand(End);
        command.Parameters.AddValue(auditId, NpgsqlDbType.Uuid);
        Add(command, result);
        Add(command, detail);
        Add(command, target);
        // Not cancelled with its request: it was done, whoever still listens.
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>Somebody without the role, or a stranger, wanted to change something.</summary>
    internal Task NoteRefusalAsync(HttpContext context, AdminApi api, bool isKnown)
    {
        if (!isKnown)
            return NoteStrangerAsync(api.Action, context.Connection.RemoteIpAddress, context.TraceId());
        return WriteAsync(
            new AuditEntry(api.Action, context.User)
            {
                Address = context.Connection.RemoteIpAddress?.ToString(),
                Target = Cut(context.Request.Path.Value),
                OrderId = Guid.TryParse(context.Request.RouteValues["orderId"] as string, out var order) ? order : null,
                Result = AuditResults.Refused,
                Detail = $"It needs the role {api.Role}.",
                TraceId = context.TraceId(),
            },
            context.RequestAborted);
    }

    /// <summary>Somebody without a credential, or with a wrong one; the first of each minute are written down.</summary>
    internal Task NoteStrangerAsync(string action, IPAddress? address, string traceId) =>
        IsRoomForStranger()
            ? WriteAsync(
                new AuditEntry(action, new ClaimsPrincipal())
                {
                    Address = address?.ToString(),
                    Result = AuditResults.Refused,
                    Detail = "The credential was missing or wrong.",
                    TraceId = traceId,
                },
                CancellationToken.None)
            : Task.CompletedTask;

    private bool IsRoomForStranger()
    {
        lock (_lock)
        {
            var minute = time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
            _strangers = minute == _minute ? _strangers + 1 : 1;
            _minute = minute;
            return _strangers <= StrangersAMinute;
        }
    }

    internal static string? Cut(string? text) => text is { Length: > MaxText } ? text[..MaxText] : text;

    private static void Add(NpgsqlCommand command, string? text) =>
        command.Parameters.AddValue((object?)text ?? DBNull.Value, NpgsqlDbType.Text);
}
