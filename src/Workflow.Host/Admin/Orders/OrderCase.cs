using Workflow.Messaging.DeadLetters;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Admin.Orders;

/// <summary>One order in full, now or at a moment of its past.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="At">The moment that is shown; absent for now.</param>
/// <param name="Accepted">What was ordered; never changes.</param>
/// <param name="Now">Where it stands.</param>
/// <param name="Explanation">The same in words.</param>
/// <param name="Expected">What is waited for.</param>
/// <param name="Path">The states it went through, oldest first: its way through the state graph.</param>
/// <param name="StepsDone">Steps that succeeded, in order; also those that undo.</param>
/// <param name="StepsRemaining">Steps that remain, in order, the current one first.</param>
/// <param name="Attempts">Every attempt of every step, oldest first.</param>
/// <param name="History">Everything that happened, oldest first.</param>
/// <param name="Actions">What may be done now, and why not the rest; absent for the past.</param>
/// <param name="Messages">What waits to be sent, waits for its time, or died; absent for the past.</param>
/// <param name="Participants">What the participants know of it; absent for the past.</param>
internal sealed record OrderCase(
    Guid OrderId, DateTimeOffset? At, OrderContent Accepted, OrderPosition Now, OrderExplanation Explanation, OrderExpectation? Expected,
    IReadOnlyList<OrderStay> Path, IReadOnlyList<OrderStepDone> StepsDone, IReadOnlyList<string> StepsRemaining,
    IReadOnlyList<OrderAttempt> Attempts, IReadOnlyList<OrderHistoryEntry> History, IReadOnlyList<OrderChoice>? Actions,
    OrderMessagesView? Messages, OrderParticipants? Participants);

/// <summary>What was ordered.</summary>
internal sealed record OrderContent(
    string? Reference, string? IdempotencyKey, string? CustomerId, string? Country, string Currency, string BusinessType, string TraceId,
    decimal Total, DateTimeOffset AcceptedAt, IReadOnlyList<Contracts.OrderLine> Lines);

/// <summary>Where an order stands.</summary>
internal sealed record OrderPosition(
    string State, string? Step, int Attempt, int? MaxAttempts, DateTimeOffset? Since, string? Outcome, string? Reason, string? LastError,
    string? Fingerprint, string? PaymentReference, string? TrackingNumber, DateTimeOffset? FinishedAt);

/// <summary>What is waited for: an answer until its deadline, the time of the next attempt, or an operator.</summary>
/// <param name="What">answer, retry or operator.</param>
/// <param name="From">The queue that has to answer.</param>
/// <param name="Until">Until when, UTC; absent for an operator.</param>
internal sealed record OrderExpectation(string What, string? From, DateTimeOffset? Until);

/// <summary>A state that the order was in.</summary>
internal sealed record OrderStay(string State, DateTimeOffset EnteredAt, DateTimeOffset? LeftAt);

/// <summary>One thing that happened, with the operator's name where one acted.</summary>
internal sealed record OrderHistoryEntry(int Sequence, DateTimeOffset At, string Type, string State, Guid CausationId, OrderEventData? Data);

/// <summary>The order's messages that have not arrived.</summary>
/// <param name="Outbox">To be sent, or tried again.</param>
/// <param name="Scheduled">Waiting for their time.</param>
/// <param name="DeadLetters">Not to be handled, resolved ones included.</param>
/// <param name="IsComplete">False when so much waits in all that not everything was searched.</param>
internal sealed record OrderMessagesView(
    IReadOnlyList<WaitingMessage> Outbox, IReadOnlyList<WaitingMessage> Scheduled, IReadOnlyList<DeadLetterLine> DeadLetters, bool IsComplete);

/// <summary>A message on its way.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Destination"><c>queue:NAME</c> or <c>event:WIRE-NAME</c>.</param>
/// <param name="MessageType">Wire name.</param>
/// <param name="At">Written at, or due at, UTC.</param>
/// <param name="Attempts">How often it failed.</param>
/// <param name="NextAt">Not before, UTC.</param>
/// <param name="LastError">Why it failed.</param>
internal sealed record WaitingMessage(
    Guid MessageId, string Destination, string MessageType, DateTimeOffset At, int Attempts, DateTimeOffset? NextAt, string? LastError);

/// <summary>What the participants in this host know.</summary>
internal sealed record OrderParticipants(ParticipantRecord? Stock, ParticipantRecord? Payment, ParticipantRecord? Shipment);

/// <summary>One participant's row.</summary>
internal sealed record ParticipantRecord(string Status, string? Reference, string? Reason, DateTimeOffset At, DateTimeOffset? NextLookAt = null);
