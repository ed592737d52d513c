using Workflow.Tools;

namespace Workflow.Benchmarks.World;

/// <summary>What is to be started.</summary>
/// <param name="Name">Of the side of the comparison; names its logs.</param>
internal sealed record ShopPlan(string Name)
{
    public Transport Transport { get; init; } = Transport.Embedded;

    public int Hosts { get; init; } = 1;

    /// <summary>Settings of every host, as environment variables.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether the hosts tell a profiler the names of their compiled methods.</summary>
    public bool IsProfiled { get; init; }

    public ShopPlan With(string name, string value) => this with { Settings = new Dictionary<string, string?>(Settings) { [name] = value } };

    /// <summary>Each step a transaction of its own, and no lane waits for another: no commit would become larger for it.</summary>
    public ShopPlan WithSingleSteps() => With("Messaging__Lanes__MaxBatch", "1").With("Messaging__Lanes__ConcurrentCommits", "64");
}
