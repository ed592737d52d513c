using System.Security.Claims;
using Workflow.Host.Admin.Access;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin.Audit;

/// <summary>Who wants something, why, and from where: what every action through every door carries.</summary>
/// <param name="Who">Whoever signed in.</param>
internal sealed record AdminCall(ClaimsPrincipal Who)
{
    /// <summary>The person for whom a key or a program acts; at most 64 characters; null when it is the one who signed in.</summary>
    internal string? OnBehalfOf { get; init; }

    /// <summary>Why; at most 500 characters.</summary>
    internal string? Reason { get; init; }

    /// <summary>The same key never acts twice; 1 to 255 visible ASCII characters.</summary>
    internal string? Key { get; init; }

    /// <summary>Where the request came from.</summary>
    internal string? Address { get; init; }

    /// <summary>W3C trace id.</summary>
    internal string? TraceId { get; init; }

    /// <summary>Whose name stands in histories; at most 64 characters.</summary>
    internal string Operator => OnBehalfOf ?? Who.DisplayName();

    /// <summary>The call of a request whose fields were checked.</summary>
    internal static AdminCall Of(HttpContext context, string? onBehalfOf, string? reason)
    {
        IdempotencyKey.Read(context.Request.Headers[IdempotencyKey.HeaderName], out var key);
        return new AdminCall(context.User)
        {
            OnBehalfOf = onBehalfOf,
            Reason = reason,
            Key = key,
            Address = context.Connection.RemoteIpAddress?.ToString(),
            TraceId = context.TraceId(),
        };
    }

    /// <summary>The same for the audit.</summary>
    internal AuditEntry Wish(string action, string? target = null, Guid? orderId = null) => new(action, Who)
    {
        OnBehalfOf = OnBehalfOf,
        Reason = Reason,
        IdempotencyKey = Key,
        Address = Address,
        TraceId = TraceId,
        Target = AuditLog.Cut(target),
        OrderId = orderId,
    };
}
