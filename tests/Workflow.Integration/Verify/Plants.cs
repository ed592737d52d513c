using static Workflow.Integration.Verify.Stories;

namespace Workflow.Integration.Verify;

/// <summary>Ways to break each promise: the check that has to find it, an id it has to name, and the SQL that does it.</summary>
internal static class Plants
{
    private const string Apple = "apple";
    private const string Somebody = "01900000-0000-7000-8000-00000000ffff";

    public static TheoryData<string, string, string> All => new()
    {
        { "Every accepted order is completed", $"{Suspended}", Saga(Suspended, "state = 'Refunding'") },
        { "Every accepted order is completed", $"{Rejected}", $"DELETE FROM orders.saga WHERE order_id = '{Rejected}'" },
        { "No saga is without its order", $"{Rejected}", $"DELETE FROM orders.\"order\" WHERE order_id = '{Rejected}'" },

        { "on hand + reserved + sold = received", Apple, $"ALTER TABLE stock.item DROP CONSTRAINT item_adds_up; {Item("on_hand = on_hand - 1")}" },
        { "No product is below zero", Apple, $"ALTER TABLE stock.item DROP CONSTRAINT item_not_negative; {Item("on_hand = -1, received = reserved + sold - 1")}" },
        { "reserved = what reservations hold", Apple, Item("reserved = reserved + 1, on_hand = on_hand - 1") },
        { "sold = what reservations sold", Apple, Item("sold = sold + 1, on_hand = on_hand - 1") },
        { "sold = what reservations sold", Apple, $"DELETE FROM stock.item WHERE sku = '{Apple}'" },
        { "No reservation is without its order", Somebody, $"INSERT INTO stock.reservation VALUES ('{Somebody}', 'Released', NULL, NULL, now())" },
        { "No order that has ended holds goods", $"{Cancelled}", Reservation(Cancelled, "status = 'Reserved'") },
        { "No order that has ended holds goods", $"{Completed}", Reservation(Completed, "status = 'Reserved'") },
        { "Goods are sold only to completed orders", $"{Suspended}", Reservation(Suspended, "status = 'Sold'") },
        { "Every completed order has its goods sold", $"{Completed}", $"DELETE FROM stock.reservation WHERE order_id = '{Completed}'" },
        { "What an order holds or bought", $"{Completed}", Reservation(Completed, """items = '[["apple",2],["pear",4]]'""") },
        { "What an order holds or bought", $"{Suspended}", Reservation(Suspended, "items = NULL") },

        { "No payment is without its order", Somebody, $"UPDATE payments.payment SET order_id = '{Somebody}' WHERE order_id = '{Cancelled}'" },
        { "Every completed order is paid in full", $"{Completed}", Payment(Completed, "refunded = 0.01") },
        { "Every completed order is paid in full", $"{Completed}", $"DELETE FROM payments.payment WHERE order_id = '{Completed}'" },
        { "No money is kept of a rejected", $"{Cancelled}", Payment(Cancelled, "refunded = 9.99") },
        { "no more than its total is kept", $"{Suspended}", Payment(Suspended, "captured = 10.01") },
        { "has an open payment", $"{Completed}", Payment(Completed, "status = 'Pending'") },

        { "No shipment is without its order", Somebody, $"INSERT INTO shipments.shipment VALUES ('{Somebody}', 'Cancelled', NULL, NULL, now())" },
        { "Every completed order has one shipment", $"{Completed}", Shipment(Completed, "status = 'Cancelled'") },
        { "No rejected or cancelled order has a shipment", $"{Cancelled}", Shipment(Cancelled, "status = 'Arranged'") },

        { "No message waits to be sent", Somebody, Outbox(Completed) },
        { "No message waits to be sent", Somebody, Outbox(Guid.NewGuid()) },
        { "No scheduled message", Somebody, Scheduled(Completed, "2026-01-01") },
        { "No scheduled message", Somebody, Scheduled(Guid.NewGuid(), "2100-01-01") },
        { "No inbox entry", Somebody, $"INSERT INTO messaging.inbox VALUES ('2026-01-01', '{Somebody}', 'saga', gen_random_uuid())" },

        { "Every history is numbered", $"{Completed}", $"DELETE FROM orders.order_event WHERE order_id = '{Completed}' AND sequence = 2" },
        { "Every history is numbered", $"{Completed}", $"DELETE FROM orders.order_event WHERE order_id = '{Completed}'" },
        { "Every history is numbered", $"{Completed}", Saga(Completed, "last_sequence = last_sequence + 1") },
        { "Every history is numbered", Somebody, $"INSERT INTO orders.order_event VALUES ('{Somebody}', 1, 'order-submitted', 'ReservingStock', gen_random_uuid(), now(), NULL)" },
        { "Every history replayed", $"{Completed}", Saga(Completed, "tracking_number = 'another'") },
        { "Every history replayed", $"{Cancelled}", Saga(Cancelled, "state = 'Rejected'") },
        { "Every history replayed", $"{Suspended}", $$"""UPDATE orders.order_event SET data = '{"attempt":"many"}' WHERE order_id = '{{Suspended}}' AND sequence = 3""" },
    };

    public static TheoryData<string, string, string[]> Ledgers => new()
    {
        { "The gateway captured every order at most once", $"{Completed}", [VerifiedDatabase.Line(Completed, 20, 10, "captured", captures: 2)] },
        { "Every key in the gateway's ledger", Somebody, [.. With(Completed), VerifiedDatabase.Line(new(Somebody), 0, 0, "declined", captures: 0)] },
        { "Every settled payment", $"{Completed}", [] },
        { "Every settled payment", $"{Completed}", [VerifiedDatabase.Line(Completed, 9, 0, "captured")] },
        { "Every settled payment", $"{Completed}", [VerifiedDatabase.Line(Completed, 10, 10, "reversed")] },
        { "Every settled payment", $"{Completed}", [VerifiedDatabase.Line(Completed, 10, 0, "declined")] },
    };

    private static IEnumerable<string> With(Guid orderId) =>
        VerifiedDatabase.Ledger.Where(line => line.Contains($"{orderId}", StringComparison.Ordinal));

    private static string Saga(Guid orderId, string change) => $"UPDATE orders.saga SET {change} WHERE order_id = '{orderId}'";

    private static string Item(string change) => $"UPDATE stock.item SET {change} WHERE sku = '{Apple}'";

    private static string Reservation(Guid orderId, string change) =>
        $"UPDATE stock.reservation SET {change} WHERE order_id = '{orderId}'";

    private static string Payment(Guid orderId, string change) =>
        $"UPDATE payments.payment SET {change} WHERE order_id = '{orderId}'";

    private static string Shipment(Guid orderId, string change) =>
        $"UPDATE shipments.shipment SET {change} WHERE order_id = '{orderId}'";

    private static string Outbox(Guid orderId) =>
        $"""
        INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, attempts, created_at)
        VALUES ('{Somebody}', '{orderId}', 'stock', 'reserve-stock.v1', '', 0, now())
        """;

    private static string Scheduled(Guid orderId, string dueAt) =>
        $"""
        INSERT INTO messaging.scheduled_message (message_id, order_id, due_at, destination, message_type, body)
        VALUES ('{Somebody}', '{orderId}', '{dueAt}', 'order-saga', 'step-retry-due.v1', '')
        """;
}
