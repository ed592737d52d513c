using System.Text.Json.Serialization;
using Workflow.Contracts;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Intake;

namespace Workflow.Orchestrator.Orders;

/// <summary>An order as its shop sees it: where it stands, what is done, what remains, and how it came to that.</summary>
public sealed record OrderView
{
    /// <summary>The order id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The shop's own number of the order.</summary>
    public string? Reference { get; init; }

    /// <summary>One of <see cref="OrderStates"/>; <see cref="OrderStates.Submitted"/> until the saga has started.</summary>
    public required string Status { get; init; }

    /// <summary>What the order costs.</summary>
    public required decimal Total { get; init; }

    /// <summary>ISO 4217 code of the total.</summary>
    public required string Currency { get; init; }

    /// <summary>When the request was accepted, UTC.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When the order ended, UTC; null until then.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it was refused, cancelled or suspended; null for one that goes well.</summary>
    public string? Reason { get; init; }

    /// <summary>Steps that succeeded, in order; also those that undo.</summary>
    public required IReadOnlyList<OrderStepDone> StepsDone { get; init; }

    /// <summary>Steps that remain, in order: the current one first; those that undo, when the order is ending.</summary>
    public required IReadOnlyList<string> StepsRemaining { get; init; }

    /// <summary>The step that runs, waits for its next attempt, or failed; null before the start and after the end.</summary>
    public OrderStepNow? Current { get; init; }

    /// <summary>Everything that happened, oldest first.</summary>
    public required IReadOnlyList<OrderTimelineEntry> Timeline { get; init; }

    /// <summary>Whether a cancellation would still have an effect.</summary>
    public required bool CanCancel { get; init; }

    /// <summary>Makes the view; <paramref name="saga"/> is null until the saga has started.</summary>
    /// <param name="order">What was accepted.</param>
    /// <param name="saga">What the saga remembers; its <see cref="OrderState.Order"/> is not read.</param>
    /// <param name="events">The history, oldest first.</param>
    /// <param name="options">Says how many attempts each step has.</param>
    public static OrderView Of(
        AcceptedOrder order, OrderState? saga, IReadOnlyList<OrderEvent> events, OrderOptions options)
    {
        OrderTimelineEntry[] timeline = [.. events.Select(OrderTimelineEntry.Of)];
        return new()
        {
            OrderId = order.OrderId,
            Reference = order.Reference,
            Status = saga?.CurrentState ?? OrderStates.Submitted,
            Total = order.Total,
            Currency = order.Currency,
            AcceptedAt = order.AcceptedAt,
            FinishedAt = saga?.FinishedAt,
            Reason = saga?.Reason,
            StepsDone = [.. timeline.Select(entry => OrderStepDone.Of(entry.Type, entry.At, entry.Data)).OfType<OrderStepDone>()],
            StepsRemaining = saga is null ? OrderPath.Forward : OrderPath.From(saga.Step),
            Current = OrderStepNow.Of(saga, options),
            Timeline = timeline,
            CanCancel = saga is null || (saga.Step is not null && saga.Outcome is null)
        };
    }
}

/// <summary>A step that succeeded.</summary>
/// <param name="Step">One of <see cref="OrderSteps"/>.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Reference">What proves it: of the charge, of the parcel, or of what was done by hand.</param>
public sealed record OrderStepDone(string Step, DateTimeOffset At, string? Reference)
{
    internal static OrderStepDone? Of(string type, DateTimeOffset at, OrderEventData? data) => type switch
    {
        OrderEventTypes.StockReserved => new(OrderSteps.Stock, at, null),
        OrderEventTypes.PaymentAuthorized => new(OrderSteps.Payment, at, data?.PaymentReference),
        OrderEventTypes.ShipmentArranged => new(OrderSteps.Shipment, at, data?.TrackingNumber),
        OrderEventTypes.ShipmentCancelled => new(OrderSteps.ShipmentCancellation, at, null),
        OrderEventTypes.PaymentRefunded => new(OrderSteps.Refund, at, null),
        OrderEventTypes.StockReleased => new(OrderSteps.StockRelease, at, null),
        OrderEventTypes.StepSkipped => new(data!.Step!, at, data.Reference),
        _ => null
    };
}

/// <summary>The step an order is at.</summary>
/// <param name="Step">One of <see cref="OrderSteps"/>.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="MaxAttempts">How many there are before the order is suspended.</param>
/// <param name="Since">When the order entered this state, UTC.</param>
/// <param name="DeadlineAt">When the answer is overdue, UTC; null while none is awaited.</param>
/// <param name="NextRetryAt">When the next attempt starts, UTC; null when none is planned.</param>
/// <param name="LastError">Why the last attempt of this step failed; null when none did.</param>
public sealed record OrderStepNow(
    string Step,
    int Attempt,
    int MaxAttempts,
    DateTimeOffset Since,
    DateTimeOffset? DeadlineAt,
    DateTimeOffset? NextRetryAt,
    string? LastError)
{
    internal static OrderStepNow? Of(OrderState? saga, OrderOptions options) => saga is { Step: { } step }
        ? new(step, saga.Attempt, options.For(step).Attempts, saga.StateSince, saga.DeadlineAt, saga.RetryAt, saga.LastError)
        : null;
}

/// <summary>One thing that happened.</summary>
/// <param name="Sequence">From 1 without gaps.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Type">One of <see cref="OrderEventTypes"/>.</param>
/// <param name="State">The state after it.</param>
/// <param name="Data">What changed beside the state; null when nothing did. Names no operator: that is for the audit.</param>
public sealed record OrderTimelineEntry(int Sequence, DateTimeOffset At, string Type, string State, OrderEventData? Data)
{
    internal static OrderTimelineEntry Of(OrderEvent happened)
    {
        var data = OrderEventData.FromJson(happened.Data);
        return new(
            happened.Sequence, happened.OccurredAt, happened.Type, happened.State,
            data is null ? null : data with { Operator = null });
    }
}

/// <summary>Serialization metadata of <see cref="OrderView"/>: camel-case names, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderView))]
public sealed partial class OrderViewJson : JsonSerializerContext;
