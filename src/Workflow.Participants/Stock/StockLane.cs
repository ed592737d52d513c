using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workflow.Messaging;
using Workflow.Messaging.Lanes;

namespace Workflow.Participants.Stock;

/// <summary>
/// The one lane of the stock. One is enough because a batch costs the same round trips however many orders it holds,
/// and more would only wait for one another's locks on the products that everybody wants.
/// </summary>
internal sealed class StockLane(MessageStore store, IOptions<StockOptions> options, ILogger<StockLane> logger) : IAsyncDisposable
{
    private const int MaxConflicts = 20;

    private readonly Lane<StockUnit> _lane = new(StockUnit.ConsumerName, new StockWriter(store.Time, options.Value), store, logger);

    public LaneMetrics Metrics => _lane.Metrics;

    /// <summary>Commits the unit that <paramref name="create"/> makes; a race lost to another instance is run again.</summary>
    public async Task<StockUnit> RunAsync(Func<StockUnit> create, TimeSpan? deadline = null)
    {
        var conflicts = 0;
        while (true)
        {
            var unit = create();
            try
            {
                await _lane.RunAsync(unit, deadline);
                return unit;
            }
            catch (ReservationConflictException) when (conflicts < MaxConflicts)
            {
                // The other instance has committed by now: the next try sees what it decided.
                conflicts++;
            }
        }
    }

    /// <summary>As the last that a consumer does, see <see cref="Lane{TUnit}.RunLastAsync"/>.</summary>
    public Task RunLastAsync(Func<StockUnit> create, ConsumeContext message) =>
        _lane.TryLeave(create(), message) ? Task.CompletedTask : RunAsync(create);

    public ValueTask DisposeAsync() => _lane.DisposeAsync();
}
