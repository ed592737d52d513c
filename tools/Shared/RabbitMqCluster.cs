namespace Workflow.Tools;

/// <summary>Private nodes on this machine that form one cluster; one alone is a cluster, too.</summary>
internal sealed class RabbitMqCluster : IAsyncDisposable
{
    private readonly ErlangPortMapper _mapper;

    private RabbitMqCluster(ErlangPortMapper mapper, RabbitMqNode[] nodes) => (_mapper, Nodes) = (mapper, nodes);

    public IReadOnlyList<RabbitMqNode> Nodes { get; }

    /// <summary>Starts the nodes and returns when each of them speaks AMQP and knows all others.</summary>
    public static async Task<RabbitMqCluster> StartAsync(string directory, int nodes, CancellationToken stop = default)
    {
        var full = Directory.CreateDirectory(directory).FullName;
        var mapper = await ErlangPortMapper.StartAsync(full, stop);
        var cluster = new RabbitMqCluster(mapper, Describe(full, nodes, mapper.Port));
        try
        {
            // The first founds the cluster; each of the others joins it at its first start.
            await cluster.Nodes[0].RestartAsync(stop);
            await Task.WhenAll(cluster.Nodes.Skip(1).Select(node => node.RestartAsync(stop)));
            await cluster.UntilCompleteAsync(stop);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The names of all nodes but one.</summary>
    public IEnumerable<string> Others(RabbitMqNode node) => Nodes.Where(other => other != node).Select(other => other.Name);

    /// <summary>Waits until each node sees all nodes running.</summary>
    public async Task UntilCompleteAsync(CancellationToken stop = default)
    {
        foreach (var node in Nodes)
        {
            while (!await SeesAllAsync(node))
                await Task.Delay(200, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Nodes.Select(node => node.DisposeAsync().AsTask()));
        await _mapper.DisposeAsync();
    }

    private static RabbitMqNode[] Describe(string directory, int nodes, int mapperPort)
    {
        var cookie = RabbitMqNode.NewCookie();
        var settings = Enumerable.Range(1, nodes)
            .Select(number => new RabbitMqSettings(Path.Combine(directory, $"node{number}"), FreePort.Next(), mapperPort) { Cookie = cookie })
            .ToArray();
        return [.. settings.Select(one => new RabbitMqNode(nodes > 1 ? one with { Join = settings[0].Name } : one))];
    }

    private async Task<bool> SeesAllAsync(RabbitMqNode node) =>
        await node.EvalAsync($"length(rabbit_nodes:all_running()) =:= {Nodes.Count}.") == "{ok, true}";
}
