using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Workflow.Orchestrator;
using Workflow.Orchestrator.History;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Verify;

/// <summary>
/// Replays the history of every order. Both tables are read in the order of their keys, some thousand sagas at a time,
/// so that memory does not grow with the number of orders.
/// </summary>
internal sealed class HistoryCheck(VerifySession session)
{
    private const int ChunkSize = 4_000;

    private readonly Findings _whole = new("Every history is numbered from 1 without gaps up to its saga's last number");
    private readonly Findings _replayed = new("Every history replayed gives the stored state");

    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var options = new DbContextOptionsBuilder<OrdersDbContext>()
            .UseNpgsql(session.Connection)
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
        await using var orders = new OrdersDbContext(options.Options);

        var last = Guid.Empty;
        int read;
        do
        {
            var sagas = await orders.Set<OrderState>().Where(saga => saga.CorrelationId > last)
                .OrderBy(saga => saga.CorrelationId).Take(ChunkSize).ToListAsync(cancellationToken);
            read = sagas.Count;
            var (after, upTo) = (last, read == ChunkSize ? sagas[^1].CorrelationId : Guid.AllBitsSet);
            var events = await orders.Set<OrderEvent>().Where(row => row.OrderId > after && row.OrderId <= upTo)
                .OrderBy(row => row.OrderId).ThenBy(row => row.Sequence).ToListAsync(cancellationToken);
            Compare(sagas, events);
            last = upTo;
        }
        while (read == ChunkSize);
        return [_whole.Result, _replayed.Result];
    }

    private void Compare(List<OrderState> sagas, List<OrderEvent> events)
    {
        var histories = events.GroupBy(row => row.OrderId).ToDictionary(rows => rows.Key, rows => rows.ToList());
        foreach (var saga in sagas)
        {
            histories.Remove(saga.CorrelationId, out var history);
            if (_whole.Examine(saga.CorrelationId, IsWhole(saga, history ?? [])))
                _replayed.Examine(saga.CorrelationId, IsReplayed(saga, history ?? []));
        }

        foreach (var orderId in histories.Keys)
            _whole.Examine(orderId, holds: false);
    }

    private static bool IsWhole(OrderState saga, List<OrderEvent> history) =>
        saga.LastSequence > 0 && saga.LastSequence == history.Count
        && history.Select((row, index) => row.Sequence == index + 1).All(inPlace => inPlace);

    private static bool IsReplayed(OrderState saga, List<OrderEvent> history)
    {
        try
        {
            return OrderHistory.Replay(history) == OrderSnapshot.Of(saga);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed class Findings(string name)
    {
        private readonly List<string> _examples = [];
        private long _examined;
        private long _violations;

        public CheckResult Result => new(name, _examined, _violations, _examples);

        public bool Examine(Guid orderId, bool holds)
        {
            _examined++;
            if (holds)
                return true;
            _violations++;
            if (_examples.Count < CheckResult.MaxExamples)
                _examples.Add(orderId.ToString());
            return false;
        }
    }
}
