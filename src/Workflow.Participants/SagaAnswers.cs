using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;

namespace Workflow.Participants;

/// <summary>How a participant speaks: to the saga's queue or to everyone, in the same commit as the effect.</summary>
internal static class SagaAnswers
{
    /// <summary>Pinned name of the queue that the order saga reads.</summary>
    public const string Queue = "order-saga";

    /// <summary>Error texts and reasons are cut to this length, as the contracts promise.</summary>
    public const int MaxText = 200;

    public static void Answer(this LaneUnit unit, OrderMessage answer) => unit.Outgoing.Add(OutboxRow.ToQueue(Queue, answer));

    /// <summary>Publishes an event for everyone, in the same commit as what it tells of.</summary>
    public static void Tell(this LaneUnit unit, OrderMessage happened) => unit.Outgoing.Add(OutboxRow.ToSubscribers(happened));

    public static StepFailed StepFailed(OrderMessage command, (string Step, int Attempt) tried, string error, DateTimeOffset now) => new()
    {
        OrderId = command.OrderId,
        MessageId = MessageIds.New(now),
        TraceId = command.TraceId,
        BusinessType = command.BusinessType,
        Step = tried.Step,
        Attempt = tried.Attempt,
        Error = Cut(error, MaxText),
    };

    public static string Cut(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…");
}
