using System.Text.Json;
using Workflow.Integration.Embedded;
using Workflow.Torture.Plan;

namespace Workflow.Integration.Torture;

/// <summary>Every fault once, alone: those of a broker on RabbitMQ, all others on the embedded transport.</summary>
public sealed class FaultMatrix : IDisposable
{
    private readonly DataDirectory _data = DataDirectory.Open();
    private readonly Dictionary<bool, Task<TortureProcess>> _runs = [];

    internal async Task<(JsonElement Result, string Output)> OfAsync(FaultKind kind)
    {
        Task<TortureProcess>? run;
        lock (_runs)
        {
            if (!_runs.TryGetValue(kind.NeedsBroker, out run))
                run = _runs[kind.NeedsBroker] = RunAsync(kind.NeedsBroker);
        }
        var process = await run;
        return (process.Result.GetProperty("faults").GetProperty(kind.Name), process.Output);
    }

    public void Dispose() => _data.Dispose();

    private Task<TortureProcess> RunAsync(bool broker)
    {
        var faults = string.Join(',', FaultCatalogue.All.Where(kind => kind.NeedsBroker == broker).Select(kind => kind.Name));
        string[] transport = broker ? ["--transport=rabbitmq", "--cluster"] : ["--transport=embedded"];
        return TortureProcess.RunAsync(
            Path.Combine(_data.Path, broker ? "rabbitmq" : "embedded"), ["--one-by-one", "--seed=1", "--rate=20", $"--faults={faults}", .. transport]);
    }
}
