using RabbitMQ.Client.Exceptions;
using Workflow.Integration.Processes;
using Workflow.Tools;

namespace Workflow.Integration.Broker;

public sealed class When_a_private_broker_runs : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private readonly string _directory = Directory.CreateTempSubdirectory("wf-mq-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Should_keep_a_confirmed_message_through_a_kill()
    {
        await using var node = await RabbitMqNode.StartAsync(_directory);
        await using (var connection = await BrokerQueue.ConnectAsync(node.Uri))
            await BrokerQueue.PublishAsync(connection, "one", "two");
        // RabbitMQ writes down the name of a new queue seconds after its messages; a kill in between loses the queue.
        await node.EvalAsync("[dets:sync(T) || T <- dets:all()].");

        await node.KillAsync();
        Assert.False(await node.AnswersAsync());
        await node.RestartAsync();

        await using var again = await BrokerQueue.ConnectAsync(node.Uri);
        Assert.Equal(["one", "two"], await BrokerQueue.TakeAllAsync(again));
    }

    [Fact]
    public async Task Should_leave_no_process_when_it_stops()
    {
        await using (var node = await RabbitMqNode.StartAsync(_directory))
            Assert.NotEmpty(Programs.RunningIn(_directory));

        Assert.Empty(Programs.RunningIn(_directory));
    }

    [Fact]
    public async Task Should_block_publishers_while_memory_is_short_and_close_connections_on_order()
    {
        await using var node = await RabbitMqNode.StartAsync(_directory);
        await using var connection = await BrokerQueue.ConnectAsync(node.Uri);
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionBlockedAsync += (_, _) => Done(blocked);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, _) => Done(closed);

        await node.RaiseMemoryAlarmAsync();
        var publishing = BrokerQueue.PublishAsync(connection, "late");
        await blocked.Task.WaitAsync(Limit);
        Assert.False(publishing.IsCompleted);
        await node.ClearMemoryAlarmAsync();
        await publishing.WaitAsync(Limit);

        await node.CloseConnectionsAsync();
        await closed.Task.WaitAsync(Limit);

        static Task Done(TaskCompletionSource source)
        {
            source.TrySetResult();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Should_serve_a_majority_while_one_of_three_is_cut_off()
    {
        await using var cluster = await RabbitMqCluster.StartAsync(_directory, nodes: 3);
        var alone = cluster.Nodes[2];
        await using (var connection = await BrokerQueue.ConnectAsync(alone.Uri))
            await BrokerQueue.PublishAsync(connection, "before");

        await alone.PartFromAsync(cluster.Others(alone));
        // It serves nobody while it cannot know whether it is in the minority.
        await UntilAsync(async () => !await alone.AnswersAsync());
        await UntilAsync(() => IsTakenAsync(cluster.Nodes[0], "during"));
        await alone.RejoinAsync(cluster.Others(alone));
        await UntilAsync(alone.AnswersAsync);

        await using var after = await BrokerQueue.ConnectAsync(alone.Uri);
        Assert.Equal(["before", "during"], (await BrokerQueue.TakeAllAsync(after)).Distinct());
    }

    // While the rest elects the queue's new leader it refuses, and a client has to come again.
    private static async Task<bool> IsTakenAsync(RabbitMqNode node, string letter)
    {
        try
        {
            await using var connection = await BrokerQueue.ConnectAsync(node.Uri);
            await BrokerQueue.PublishAsync(connection, letter);
            return true;
        }
        catch (Exception e) when (e is PublishException or OperationInterruptedException or BrokerUnreachableException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!await isTrue())
            await Task.Delay(100, limit.Token);
    }
}
