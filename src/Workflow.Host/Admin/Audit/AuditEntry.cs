using System.Security.Claims;
using Workflow.Host.Admin.Access;

namespace Workflow.Host.Admin.Audit;

/// <summary>What is to be written down of one action.</summary>
/// <param name="Action">Pinned name of what was wanted, such as <c>order-retry</c>.</param>
/// <param name="Who">Whoever wanted it.</param>
internal sealed record AuditEntry(string Action, ClaimsPrincipal Who)
{
    /// <summary>The person, when a key or a program acts for one.</summary>
    internal string? OnBehalfOf { get; init; }

    /// <summary>Where the request came from; null inside the process.</summary>
    internal string? Address { get; init; }

    /// <summary>What it was about: an id, or a filter.</summary>
    internal string? Target { get; init; }

    /// <summary>The order it was about.</summary>
    internal Guid? OrderId { get; init; }

    /// <summary>Why.</summary>
    internal string? Reason { get; init; }

    /// <summary>The client's key, by which a repeat is known.</summary>
    internal string? IdempotencyKey { get; init; }

    /// <summary>One of <see cref="AuditResults"/>.</summary>
    internal string Result { get; init; } = AuditResults.Begun;

    /// <summary>The result in words.</summary>
    internal string? Detail { get; init; }

    /// <summary>W3C trace id.</summary>
    internal string? TraceId { get; init; }

    internal string Actor => Who.DisplayName();

    internal string? Role => Who.Role();
}

/// <summary>Pinned names of what became of an action.</summary>
internal static class AuditResults
{
    /// <summary>It was allowed, and its end is not known: it runs, or its host died.</summary>
    internal const string Begun = "begun";

    /// <summary>It was done.</summary>
    internal const string Done = "done";

    /// <summary>It had been done before, so nothing was done.</summary>
    internal const string Repeated = "repeated";

    /// <summary>It was not allowed, or not possible, so nothing was done.</summary>
    internal const string Refused = "refused";

    /// <summary>It broke off; whether it was done is not known.</summary>
    internal const string Failed = "failed";

    internal static readonly string[] All = [Begun, Done, Repeated, Refused, Failed];
}
