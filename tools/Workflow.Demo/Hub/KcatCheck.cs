using Npgsql;

namespace Workflow.Demo.Hub;

/// <summary>Whether Kafka has been told of each order all that its history has, in that order.</summary>
internal sealed class KcatCheck(string servers, string database, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="orders">Those of this run; the topic may have others.</param>
    /// <param name="stop">Ends it early.</param>
    public async Task<EventJudgement> RunAsync(IReadOnlySet<Guid> orders, CancellationToken stop)
    {
        await UntilToldAsync(stop);
        var ledger = new EventLedger();
        await Kcat.ReadAsync(servers, DemoKafka.Events, told => AddTo(ledger, told, orders), stop);
        return ledger.Judge(await HistoryAsync(orders, stop));
    }

    private static void AddTo(EventLedger ledger, ToldEvent told, IReadOnlySet<Guid> orders)
    {
        if (orders.Contains(told.OrderId))
            ledger.Add(told);
    }

    /// <summary>Returns when nothing waits for Kafka, or nothing has left for as long as anybody waits.</summary>
    private async Task UntilToldAsync(CancellationToken stop)
    {
        var (least, since) = (long.MaxValue, time.GetTimestamp());
        while (await WaitingAsync(stop) is > 0 and var waiting && time.GetElapsedTime(since) < patience)
        {
            if (waiting < least)
                (least, since) = (waiting, time.GetTimestamp());
            await Task.Delay(Pause, time, stop);
        }
    }

    private async Task<long> WaitingAsync(CancellationToken stop)
    {
        await using var connection = await OpenAsync(stop);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM messaging.hub", connection);
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    private async Task<List<HistoryLine>> HistoryAsync(IReadOnlySet<Guid> orders, CancellationToken stop)
    {
        await using var connection = await OpenAsync(stop);
        await using var command = new NpgsqlCommand(HistoryLine.Select, connection);
        await using var reader = await command.ExecuteReaderAsync(stop);
        List<HistoryLine> lines = [];
        while (await reader.ReadAsync(stop))
        {
            if (HistoryLine.Read(reader) is var line && orders.Contains(line.OrderId))
                lines.Add(line);
        }
        return lines;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken stop)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(stop);
        return connection;
    }
}
