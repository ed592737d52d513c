using Workflow.Demo.Hub;
using Workflow.Torture.World;

namespace Workflow.Torture.Judge;

/// <summary>What the reader of Kafka has in its books, against the orders' histories.</summary>
internal static class HubCheck
{
    /// <summary>Null without Kafka.</summary>
    public static async Task<EventJudgement?> RunAsync(KafkaBrokers? kafka, Books books, CancellationToken stop)
    {
        if (kafka is null)
            return null;
        await kafka.ReadAllAsync(stop);
        var history = await books.HistoryAsync();
        var judgement = kafka.Ledger.Judge(history);
        return judgement with { Unexpected = judgement.Unexpected + kafka.Ledger.CountOfOthers(history.Select(line => line.OrderId).ToHashSet()) };
    }
}
