using MassTransit;
using Microsoft.Extensions.Logging;

namespace Workflow.Messaging.Lanes;

/// <summary>Several lanes of one kind. A unit's lane follows from its order id, so units of one order keep their order.</summary>
public sealed class LaneSet<TUnit> : IAsyncDisposable
    where TUnit : LaneUnit
{
    private readonly Lane<TUnit>[] _lanes;

    /// <summary>Starts <paramref name="count"/> lanes that share one writer.</summary>
    public LaneSet(string name, int count, ILaneWriter<TUnit> writer, (MessageStore Store, ILogger Logger) shared) =>
        _lanes = [.. Enumerable.Range(0, count).Select(i => new Lane<TUnit>($"{name}-{i}", writer, shared.Store, shared.Logger))];

    /// <inheritdoc cref="Lane{TUnit}.RunAsync"/>
    public Task<LaneOutcome> RunAsync(TUnit unit, TimeSpan? deadline = null) =>
        LaneOf(unit).RunAsync(unit, deadline);

    /// <inheritdoc cref="Lane{TUnit}.TryLeave"/>
    public bool TryLeave(TUnit unit, ConsumeContext message) => LaneOf(unit).TryLeave(unit, message);

    /// <inheritdoc cref="Lane{TUnit}.DisposeAsync"/>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
            await lane.DisposeAsync();
    }

    private Lane<TUnit> LaneOf(TUnit unit) => _lanes[(unit.OrderId.GetHashCode() & int.MaxValue) % _lanes.Length];
}
