namespace Workflow.Messaging.Kafka.Hub;

/// <summary>
/// Divides rows into waves that are sent one after the other, with at most one row of an order in each. So the next event of an
/// order is on its way only when the one before is confirmed: nothing that a broker, a client or a network does can change their
/// order, whatever it repeats or loses.
/// </summary>
internal static class HubWaves
{
    /// <summary>The waves of <paramref name="rows"/>, which are in the order of their positions.</summary>
    internal static List<List<HubSend>> Of(IReadOnlyList<HubRow> rows)
    {
        List<List<HubSend>> waves = [];
        Dictionary<Guid, int> events = [];
        Dictionary<Guid, HubSend> states = [];
        foreach (var row in rows)
        {
            if (row.Kind == HubKind.State)
                KeepLatest(states, row);
            else
                AddTo(waves, NextWave(events, row), new HubSend(row, []));
        }
        foreach (var state in states.Values)
            AddTo(waves, 0, state);
        return waves;
    }

    private static int NextWave(Dictionary<Guid, int> events, HubRow row)
    {
        var next = events.GetValueOrDefault(row.OrderId);
        events[row.OrderId] = next + 1;
        return next;
    }

    // Of the states that wait, only the latest is news.
    private static void KeepLatest(Dictionary<Guid, HubSend> states, HubRow row) =>
        states[row.OrderId] = states.TryGetValue(row.OrderId, out var earlier)
            ? new HubSend(row, [.. earlier.Superseded, earlier.Row])
            : new HubSend(row, []);

    private static void AddTo(List<List<HubSend>> waves, int wave, HubSend send)
    {
        if (wave == waves.Count)
            waves.Add([]);
        waves[wave].Add(send);
    }
}

/// <summary>One record to send.</summary>
/// <param name="Row">The row that it is made of.</param>
/// <param name="Superseded">Rows that it makes needless; they go with it.</param>
internal sealed record HubSend(HubRow Row, IReadOnlyList<HubRow> Superseded);
