using Workflow.Tools;

namespace Workflow.Integration.RabbitMq;

/// <summary>
/// One private RabbitMQ node for the test assembly; it starts with the first virtual host that is asked for. Each test
/// works in a virtual host of its own, as if it had the broker to itself.
/// </summary>
public sealed class RabbitMqFixture : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wf-mq-").FullName;
    private readonly Lazy<Task<RabbitMqNode>> _node;
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private int _hosts;

    public RabbitMqFixture() => _node = new(() => RabbitMqNode.StartAsync(_directory));

    /// <summary>Address of a new, empty virtual host.</summary>
    public async Task<Uri> CreateVirtualHostAsync()
    {
        var node = await _node.Value;
        await _oneAtATime.WaitAsync();
        try
        {
            return await CreateVirtualHostAsync(node);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<Uri> CreateVirtualHostAsync(RabbitMqNode node)
    {
        var name = $"test-{Interlocked.Increment(ref _hosts)}";
        await node.EvalAsync(
            $"rabbit_vhost:add(<<\"{name}\">>, <<\"test\">>), "
            + $"rabbit_auth_backend_internal:set_permissions(<<\"guest\">>, <<\"{name}\">>, <<\".*\">>, <<\".*\">>, <<\".*\">>, <<\"test\">>).");
        return new Uri(node.Uri, name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_node.IsValueCreated)
            await (await _node.Value).DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
