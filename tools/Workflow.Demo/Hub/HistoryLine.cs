using Npgsql;

namespace Workflow.Demo.Hub;

/// <summary>One thing that happened to an order, as its history has it.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Type">What happened.</param>
/// <param name="State">The order's state after that.</param>
internal readonly record struct HistoryLine(Guid OrderId, string Type, string State)
{
    /// <summary>Every order's, each in its order.</summary>
    public const string Select = "SELECT order_id, type, state FROM orders.order_event ORDER BY order_id, sequence";

    public static HistoryLine Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2));
}
