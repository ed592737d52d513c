using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Workflow.Host.Admin.Orders;

/// <summary>A filter as a condition on an order <c>o</c> and its saga <c>s</c>, which is null until it has started.</summary>
internal static class OrderConditions
{
    internal static string Where(OrderFilter filter, NpgsqlParameterCollection parameters)
    {
        List<string> conditions = ["true"];
        if (filter.States.Count > 0)
            Add($"s.state = ANY({OrderWalk.Add(parameters, filter.States.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)})");
        if (filter.Step is not null)
            Add($"s.step = {Text(filter.Step)}");
        if (filter.MinAttempt is { } attempt)
            Add($"s.attempt >= {OrderWalk.Add(parameters, attempt, NpgsqlDbType.Integer)}");
        if (filter.Fingerprint is not null)
            Add($"s.error_fingerprint = {Text(filter.Fingerprint)}");
        if (filter.MinAgeSeconds is { } age)
            Add($"s.finished_at IS NULL AND s.state_since <= now() - make_interval(secs => {OrderWalk.Add(parameters, (double)age, NpgsqlDbType.Double)})");
        if (filter.RetryBefore is { } before)
            Add($"s.retry_at < {Time(before)}");
        if (filter.CustomerId is not null)
            Add($"o.customer_id = {Text(filter.CustomerId)}");
        if (filter.BusinessType is not null)
            Add($"o.business_type = {Text(filter.BusinessType)}");
        if (filter.From is { } from)
            Add($"o.accepted_at >= {Time(from)}");
        if (filter.To is { } to)
            Add($"o.accepted_at < {Time(to)}");
        if (filter.Sku is not null)
            Add($"o.lines @> {OrderWalk.Add(parameters, LineOf(filter.Sku), NpgsqlDbType.Jsonb)}");
        return string.Join(" AND ", conditions);

        void Add(string condition) => conditions.Add(condition);
        string Text(string value) => OrderWalk.Add(parameters, value, NpgsqlDbType.Text);
        string Time(DateTimeOffset value) => OrderWalk.Add(parameters, value.ToUniversalTime(), NpgsqlDbType.TimestampTz);
    }

    // Lines are stored as [["sku",quantity,price],...]: such an array contains [["sku"]].
    private static string LineOf(string sku) => $"[[{JsonSerializer.Serialize(sku, AdminJson.Default.String)}]]";
}
