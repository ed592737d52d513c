using System.Text.Json;
using Workflow.Integration.Embedded;
using Workflow.Torture.Plan;

namespace Workflow.Integration.Torture;

/// <summary>Every fault once, alone: those of a broker on RabbitMQ, those of Kafka with Kafka, all others on the embedded transport.</summary>
public sealed class FaultMatrix : IDisposable
{
    private readonly DataDirectory _data = DataDirectory.Open();
    private readonly Dictionary<string, Task<TortureProcess>> _runs = [];

    internal async Task<(JsonElement Result, string Output)> OfAsync(FaultKind kind)
    {
        Task<TortureProcess>? run;
        lock (_runs)
        {
            if (!_runs.TryGetValue(WorldOf(kind), out run))
                run = _runs[WorldOf(kind)] = RunAsync(WorldOf(kind));
        }
        var process = await run;
        return (process.Result.GetProperty("faults").GetProperty(kind.Name), process.Output);
    }

    public void Dispose() => _data.Dispose();

    private static string WorldOf(FaultKind kind) => kind.NeedsBroker ? "rabbitmq" : kind.NeedsKafka ? "kafka" : "embedded";

    private Task<TortureProcess> RunAsync(string world)
    {
        var faults = string.Join(',', FaultCatalogue.All.Where(kind => WorldOf(kind) == world).Select(kind => kind.Name));
        string[] transport = world switch
        {
            "rabbitmq" => ["--transport=rabbitmq", "--cluster"],
            "kafka" => ["--kafka"],
            _ => [],
        };
        return TortureProcess.RunAsync(
            Path.Combine(_data.Path, world), ["--one-by-one", "--seed=1", "--rate=20", $"--faults={faults}", .. transport]);
    }
}
