using Workflow.Contracts;
using Workflow.Integration.Messaging.Cast;

namespace Workflow.Integration.Messaging.Sagas;

/// <summary>Counters in PostgreSQL, served by one instance or by several.</summary>
internal sealed class CounterWorld(Database database, Instance[] instances) : ICounterWorld
{
    internal Database Database => database;

    internal Instance Instance => instances[0];

    internal Instance[] Instances => instances;

    internal static async Task<CounterWorld> StartAsync(TransportWorld transport, int instances = 1, params (string Key, string Value)[] settings)
    {
        var database = await transport.CreateAsync();
        return new CounterWorld(
            database,
            await Task.WhenAll(Enumerable.Range(0, instances).Select(_ => Instance.StartAsync(database, 64, box => box.JustReceive(), settings))));
    }

    public Task SendAsync(OrderMessage message) => Instance.SendToCounterAsync(message);

    public async Task<(int Count, string State)?> FindAsync(Guid id)
    {
        var found = await database.ReadAllAsync<string>("SELECT count || ' ' || state FROM test.counter WHERE id = $1", id);
        return found is [{ } text] && text.Split(' ') is [var count, var state] ? (int.Parse(count), state) : null;
    }

    /// <summary>The numbers in a counter's history, in order.</summary>
    internal Task<List<int>> HistoryAsync(Guid id) =>
        database.ReadAllAsync<int>("SELECT sequence FROM test.counter_event WHERE id = $1 ORDER BY sequence", id);

    /// <summary>Waits until every message was consumed, or became a dead letter.</summary>
    public Task WaitUntilQuietAsync() => Eventually.EqualAsync(0, () => database.CountAsync("messaging.outbox"));

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in instances)
            await instance.DisposeAsync();
        await database.DisposeAsync();
    }
}
