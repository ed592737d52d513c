using MassTransit;
using Microsoft.EntityFrameworkCore.Metadata;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Sagas;

/// <summary>Writes a batch of saga steps: state and history, each in one statement.</summary>
internal sealed class SagaLaneWriter<TSaga> : ILaneWriter<SagaUnit<TSaga>>
    where TSaga : class, ISaga, ISagaVersion
{
    private readonly TableWriter<TSaga> _table;
    private readonly ISagaHistoryWriter<TSaga>? _history;

    internal SagaLaneWriter(IModel model)
    {
        _table = new TableWriter<TSaga>(model);
        _history = SagaHistoryWriter.For<TSaga>(model);
    }

    public Task WriteAsync(LaneCommit<SagaUnit<TSaga>> commit, CancellationToken cancellationToken)
    {
        var inserted = Of(commit, SagaChange.Insert);
        if (inserted.Count > 0)
            _table.AddInsert(commit.Sql, Sagas(inserted), RefuseMissing(commit, inserted));
        var updated = Of(commit, SagaChange.Update);
        if (updated.Count > 0)
            _table.AddUpdate(commit.Sql, Sagas(updated), RefuseMissing(commit, updated));
        var deleted = Of(commit, SagaChange.Delete);
        if (deleted.Count > 0)
            _table.AddDelete(commit.Sql, Sagas(deleted), RefuseMissing(commit, deleted));
        _history?.AddInsert(commit.Sql, commit.Units.Where(unit => unit.Change != SagaChange.None).Select(unit => unit.Saga!));
        return Task.CompletedTask;
    }

    private static Func<Npgsql.NpgsqlDataReader, CancellationToken, Task> RefuseMissing(
        LaneCommit<SagaUnit<TSaga>> commit, List<SagaUnit<TSaga>> units) =>
        commit.ExcludeMissing(units, unit => unit.OrderId, unit => commit.Exclude(unit, new SagaConflictException(unit.OrderId)));

    // In the order of their keys: steps for the same sagas at two instances would otherwise wait for each other.
    private static List<SagaUnit<TSaga>> Of(LaneCommit<SagaUnit<TSaga>> commit, SagaChange change) =>
        [.. commit.Units.Where(unit => unit.Change == change).OrderBy(unit => unit.OrderId)];

    private static List<TSaga> Sagas(List<SagaUnit<TSaga>> units) => units.ConvertAll(unit => unit.Saga!);
}
