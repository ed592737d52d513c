using MassTransit;
using Microsoft.EntityFrameworkCore.Metadata;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Sagas;

/// <summary>Appends the pending history of sagas whose class keeps one.</summary>
internal interface ISagaHistoryWriter<in TSaga>
    where TSaga : class, ISaga
{
    void AddInsert(SqlBatch sql, IEnumerable<TSaga> sagas);

    void Clear(TSaga saga);

    bool HasPending(TSaga saga);
}

internal static class SagaHistoryWriter
{
    /// <summary>The writer for <typeparamref name="TSaga"/>'s history rows; null when it keeps none.</summary>
    internal static ISagaHistoryWriter<TSaga>? For<TSaga>(IModel model)
        where TSaga : class, ISaga
    {
        var history = typeof(TSaga).GetInterfaces()
            .FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ISagaHistory<>));
        if (history is null)
            return null;
        var writer = typeof(SagaHistoryWriter<,>).MakeGenericType(typeof(TSaga), history.GetGenericArguments()[0]);
        return (ISagaHistoryWriter<TSaga>)Activator.CreateInstance(writer, model)!;
    }
}

internal sealed class SagaHistoryWriter<TSaga, TEvent>(IModel model) : ISagaHistoryWriter<TSaga>
    where TSaga : class, ISaga, ISagaHistory<TEvent>
    where TEvent : class
{
    private readonly TableWriter<TEvent> _table = new(model);

    public void AddInsert(SqlBatch sql, IEnumerable<TSaga> sagas)
    {
        List<TEvent> rows = [];
        foreach (var saga in sagas)
        {
            foreach (var row in saga.PendingHistory)
                rows.Add(row);
        }
        // A row that is already there means that the saga's own row lost its race, which the saga's statement reports.
        if (rows.Count > 0)
            _table.AddInsert(sql, rows, (_, _) => Task.CompletedTask);
    }

    public void Clear(TSaga saga) => saga.PendingHistory.Clear();

    public bool HasPending(TSaga saga) => saga.PendingHistory.Count > 0;
}
