using static Workflow.Host.Telemetry.MetricKind;

namespace Workflow.Host.Telemetry;

/// <summary>All metrics that are told to the outside; an instrument that does not stand here is not. docs/observability.md says the same.</summary>
internal static class MetricCatalog
{
    private const string Lane = "workflow.lane";
    private const string Queue = "messaging.destination.name";
    private const string System = "messaging.system";
    private const string Step = "workflow.step";
    private const string Reason = "workflow.reason";
    private const string Outcome = "workflow.outcome";

    internal static IReadOnlyList<MetricDescription> All { get; } =
    [
        new("http.server.request.duration", Histogram, "s", ["http.request.method", "http.route", "http.response.status_code"], "Time to answer a request."),
        new("workflow.orders.accepted", Counter, "{order}", [], "Orders made durable."),
        new("workflow.orders.repeated", Counter, "{order}", [], "Requests answered with the order that their key had made before."),
        new("workflow.orders.refused", Counter, "{order}", [Reason], "Orders refused at the door, by reason."),
        new("workflow.orders.finished", Counter, "{order}", [Outcome], "Orders that ended: Completed, Cancelled or Rejected."),
        new("workflow.orders.suspensions", Counter, "{order}", [Step], "Orders that ran out of attempts at a step."),
        new("workflow.orders.running", Gauge, "{order}", ["workflow.state"], "Orders that have not ended, by state."),
        new("workflow.orders.oldest.age", Gauge, "s", ["workflow.state"], "How long the order that is longest in a state has been in it."),
        new("workflow.orders.suspended", Gauge, "{order}", [Step], "Orders that wait for an operator, by step."),
        new("workflow.orders.suspended.age", Gauge, "s", [Step], "How long the first of them has been waiting."),
        new("workflow.order.duration", Histogram, "s", [Outcome], "Time from acceptance to the end of an order."),
        new("workflow.step.duration", Histogram, "s", [Step], "Time that an order spends in a step, retries included."),
        new("workflow.step.failures", Counter, "{attempt}", [Step, "workflow.kind"], "Attempts of a step that failed or timed out."),
        new("workflow.deadlines.lag", Gauge, "s", [], "How long the most overdue step has not been looked at."),
        new("workflow.payments.open", Gauge, "{payment}", ["workflow.status"], "Payments whose outcome the gateway owes."),
        new("workflow.payments.open.age", Gauge, "s", ["workflow.status"], "How long the oldest of them has been in its status."),
        new("workflow.intake.backlog", Gauge, "{order}", [], "Accepted orders that wait to be started, as this instance knows it."),
        new("workflow.intake.backlog.limit", Gauge, "{order}", [], "Backlog at which orders are refused."),
        new("workflow.lane.fill", Gauge, "{unit}", [Lane], "Units that wait in a lane's ring."),
        new("workflow.lane.capacity", Gauge, "{unit}", [Lane], "Units that a lane's ring takes before it refuses."),
        new("workflow.lane.waiting", Gauge, "1", [Lane], "1 while a lane waits for the database."),
        new("workflow.lane.wait.duration", Histogram, "s", [Lane], "Time that the oldest unit of a batch waited for its commit to begin."),
        new("workflow.lane.commit.duration", Histogram, "s", [Lane], "Time of one commit of a batch."),
        new("workflow.lane.batch.size", Histogram, "{unit}", [Lane], "Units in one commit."),
        new("workflow.lane.failures", Counter, "{commit}", [Lane], "Commits that were put off because the database was away or busy."),
        new("workflow.lane.poisoned", Counter, "{unit}", [Lane], "Units that cannot be committed, each alone to blame."),
        new("workflow.relay.window.used", Gauge, "{message}", [], "This instance's messages that are not consumed yet."),
        new("workflow.relay.window.limit", Gauge, "{message}", [], "Messages at which new orders wait for room."),
        new("workflow.relay.ring.fill", Gauge, "{message}", [], "Messages that wait for the sender."),
        new("workflow.relay.ring.capacity", Gauge, "{message}", [], "Messages that may wait for the sender; more are left to the sweep."),
        new("workflow.relay.wait.duration", Histogram, "s", [], "Time from commit to transport of the oldest message in a batch."),
        new("workflow.relay.failures", Counter, "{message}", [], "Messages that could not be sent or consumed and were put back."),
        new("workflow.relay.repeats", Counter, "{message}", [], "Messages sent again after an instance died or nobody consumed them."),
        new("messaging.client.sent.messages", Counter, "{message}", [System], "Messages that the transport has taken."),
        new("messaging.client.operation.duration", Histogram, "s", [System, "messaging.operation.name"], "Time until the broker confirms, of the oldest message in a confirm."),
        new("messaging.process.duration", Histogram, "s", [System, Queue, "error.type"], "Time that a consumer has a message in hand, its commit included."),
        new("workflow.consumer.in_hand", Gauge, "{message}", [Queue], "Messages received and not acknowledged."),
        new("workflow.broker.connected", Gauge, "1", [], "1 while the connection for sending is open."),
        new("workflow.broker.blocked", Gauge, "1", [], "1 while the broker takes nothing."),
        new("workflow.broker.unconfirmed", Gauge, "{message}", [], "Messages sent and not confirmed."),
        new("workflow.broker.unconfirmed.limit", Gauge, "{message}", [], "Unconfirmed messages at which sending waits."),
        new("workflow.broker.queue.ready", Gauge, "{message}", [Queue], "Messages that wait at the broker for a consumer."),
        new("workflow.hub.backlog", Gauge, "{message}", [], "Records that wait for Kafka, counted up to 100,000."),
        new("workflow.hub.oldest.age", Gauge, "s", [], "How long the oldest of them has been waiting."),
        new("workflow.hub.records", Counter, "{message}", ["workflow.kind"], "Records that Kafka has confirmed: event, state or dead."),
        new("workflow.hub.failures", Counter, "{message}", [], "Records that Kafka did not confirm in time and that are sent anew."),
        new("workflow.hub.confirm.duration", Histogram, "s", [], "Time until Kafka has confirmed all records that were sent together."),
        new("workflow.hub.slots", Gauge, "{slot}", [], "Slots of the hub that this instance publishes, of 16."),
        new("workflow.hub.publishing", Gauge, "1", [], "1 while Kafka takes what the hub has."),
        new("workflow.intake.records", Counter, "{message}", [Outcome], "Records read from Kafka: order, repeated or dead."),
        new("workflow.intake.partitions", Gauge, "{partition}", [], "Partitions of the topic of orders that this instance reads."),
        new("workflow.intake.partitions.paused", Gauge, "{partition}", [], "Those of them that are paused because enough records wait in memory."),
        new("workflow.intake.lag", Gauge, "{message}", [], "Records of these partitions that are not stored as orders yet."),
        new("workflow.outbox.rows", Gauge, "{message}", [], "Messages in the outbox, those under way included; over 100,000 an estimate."),
        new("workflow.outbox.backlog", Gauge, "{message}", [], "Messages of new orders that wait for room in the database alone; over 100,000 an estimate."),
        new("workflow.outbox.due", Gauge, "{message}", [], "Timers and retries that are due and not taken up, counted up to 100,000."),
        new("workflow.outbox.retrying", Gauge, "{message}", [], "Messages that have failed and wait to be tried again, counted up to 100,000."),
        new("workflow.outbox.oldest.age", Gauge, "s", [], "Age of the oldest message that has never failed."),
        new("workflow.schedule.rows", Gauge, "{message}", [], "Scheduled messages, counted up to 100,000."),
        new("workflow.schedule.due", Gauge, "{message}", [], "Scheduled messages that are due and have not left, counted up to 100,000."),
        new("workflow.schedule.lag", Gauge, "s", [], "How late the most overdue scheduled message is."),
        new("workflow.dead_letters.open", Gauge, "{message}", [], "Dead letters that nobody has resolved, counted up to 100,000."),
        new("workflow.dead_letters.recent", Gauge, "{message}", [Queue, Reason], "The newest 5,000 of them by destination and reason, the 40 largest groups."),
        new("workflow.dead_letters.oldest.age", Gauge, "s", [], "How long the oldest open dead letter has been lying there."),
        new("workflow.dead_letters.stored", Counter, "{message}", [Reason], "Messages that died at this instance."),
        new("workflow.instances.alive", Gauge, "{instance}", [], "Instances that gave a sign of life in the last 20 s."),
        new("workflow.instances.silent", Gauge, "{instance}", [], "Instances that gave one in the last 10 minutes and none in the last 20 s."),
        new("workflow.inbox.partitions.ahead", Gauge, "{partition}", [], "Days to come for which the inbox has a partition."),
        new("workflow.database.up", Gauge, "1", [], "1 while the gauges can be read from the database."),
        new("workflow.database.read.age", Gauge, "s", [], "Time since they were last read."),
        new("db.client.connection.count", Gauge, "{connection}", ["db.client.connection.state"], "Connections in the pool, idle or used.") { PrometheusName = "db_client_connections" },
        new("db.client.connection.max", Gauge, "{connection}", [], "Connections that the pool may open."),
        new("dotnet.process.memory.working_set", Gauge, "By", [], "Memory of the process."),
        new("dotnet.process.cpu.time", Counter, "s", ["cpu.mode"], "Processor time of the process."),
        new("dotnet.gc.collections", Counter, "{collection}", ["gc.heap.generation"], "Garbage collections."),
        new("dotnet.gc.pause.time", Counter, "s", [], "Time for which garbage collection stopped everything."),
        new("dotnet.gc.heap.total_allocated", Counter, "By", [], "Bytes allocated."),
        new("dotnet.thread_pool.queue.length", Gauge, "{work_item}", [], "Work that waits for a thread."),
    ];

    private static readonly Dictionary<string, MetricDescription> ByName = All.ToDictionary(metric => metric.Name);

    internal static MetricDescription? Find(string instrument) => ByName.GetValueOrDefault(instrument);
}
