using System.Text.Json.Serialization;
using Workflow.Host.Admin.Orders;

namespace Workflow.Host.Admin.Bulk;

/// <summary>What is to be done with many orders.</summary>
/// <param name="Action">retry, skip, compensate or cancel.</param>
/// <param name="Filter">Which orders, as the list of orders takes it; of suspended ones, and for cancel of all that have not ended.</param>
/// <param name="Reason">Why; 1 to 500 characters, 200 for cancel. It stays in each order's history.</param>
/// <param name="Reference">For skip: the proof; 1 to 64 characters.</param>
/// <param name="Rate">Orders a second; 1 to 500, default 20.</param>
/// <param name="Operator">For whom, when not for the one who signed in; 1 to 64 characters.</param>
internal sealed record BulkBody(string? Action, OrderFilterFields? Filter, string? Reason, string? Reference, int? Rate, string? Operator);

/// <summary>A bulk action on a frozen selection of orders.</summary>
/// <param name="BulkId">Its id.</param>
/// <param name="Action">What is done.</param>
/// <param name="Filter">Which orders were selected.</param>
/// <param name="Reason">Why.</param>
/// <param name="Reference">The proof, for skip.</param>
/// <param name="Rate">Orders a second.</param>
/// <param name="State">preview, running, paused, cancelled or finished.</param>
/// <param name="Total">Orders in the selection, which does not change any more.</param>
/// <param name="IsTruncated">Whether more orders fitted than one bulk takes.</param>
/// <param name="Progress">How many orders are in which state: pending, sent, resolved, stuck, refused, undecided, cancelled.</param>
/// <param name="Operator">Whose name is in the histories.</param>
/// <param name="CreatedBy">The credential.</param>
/// <param name="CreatedAt">When it was previewed, UTC.</param>
/// <param name="StartedAt">When it was run first, UTC.</param>
/// <param name="FinishedAt">When the last order was settled, UTC.</param>
internal sealed record BulkView(
    Guid BulkId, string Action, string Filter, string Reason, string? Reference, int Rate, string State, int Total, bool IsTruncated,
    IReadOnlyDictionary<string, long> Progress, string Operator, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt);

/// <summary>One order of a bulk.</summary>
/// <param name="Position">Its place in the selection, from 1.</param>
/// <param name="OrderId">The order.</param>
/// <param name="Step">The step at which it was stuck.</param>
/// <param name="State">pending, sent, resolved, stuck, refused, undecided or cancelled.</param>
/// <param name="Detail">The result in words.</param>
/// <param name="SentAt">When the command was given, UTC.</param>
/// <param name="SettledAt">When its fate was known, UTC.</param>
internal sealed record BulkItem(
    int Position, Guid OrderId, string? Step, string State, string? Detail, DateTimeOffset? SentAt, DateTimeOffset? SettledAt);

/// <summary>A page of bulks, the newest first.</summary>
internal sealed record BulkPage(IReadOnlyList<BulkView> Items, string? NextLink);

/// <summary>A page of a bulk's orders.</summary>
internal sealed record BulkItemPage(IReadOnlyList<BulkItem> Items, string? NextLink);

/// <summary>What a call did with a bulk.</summary>
internal enum BulkOutcome { Done, Repeated, NotPossible, NotFound, KeyReused }

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BulkBody))]
[JsonSerializable(typeof(BulkView))]
[JsonSerializable(typeof(BulkPage))]
[JsonSerializable(typeof(BulkItemPage))]
internal sealed partial class BulkJson : JsonSerializerContext;
