using System.Security.Cryptography;
using System.Text.Json;

namespace Workflow.Demo.Processes;

/// <summary>The product itself: one or more hosts on one private database, and on one broker when there is one.</summary>
internal sealed class HostGroup : IAsyncDisposable
{
    private readonly List<HostChild> _hosts = [];

    private HostGroup(string adminKey) => AdminKey = adminKey;

    public string AdminKey { get; }

    public required string ConnectionString { get; init; }

    public IReadOnlyList<Uri> Addresses => [.. _hosts.Select(host => host.Address)];

    public IReadOnlyList<ChildProcess> Processes => [.. _hosts.Select(host => host.Process)];

    /// <summary>One that ended; null while all run.</summary>
    public ChildProcess? Ended => Processes.FirstOrDefault(process => process.Exited.IsCompleted);

    /// <summary>Returns when all are ready.</summary>
    public static async Task<HostGroup> StartAsync(DemoOptions options, string gatewayUrl, Brokers brokers, CancellationToken stop)
    {
        var adminKey = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var settings = new Dictionary<string, string> { ["Admin__Key"] = adminKey, ["Payment__GatewayUrl"] = gatewayUrl };
        if (brokers.RabbitMq is { } node)
            (settings["Transport"], settings["RabbitMq__Uri"]) = ("RabbitMQ", node.Uri.ToString());
        if (brokers.Kafka is { } kafka)
            // Orders come by HTTP here; what an earlier run has read of them from Kafka was at brokers that are gone.
            (settings["Kafka__BootstrapServers"], settings["Kafka__OrdersTopic"]) = (kafka.BootstrapServers, "");

        // The first makes the database; the others find it.
        var first = await HostChild.StartAsync(options, 1, settings, stop);
        var group = new HostGroup(adminKey) { ConnectionString = ReadConnectionString(options.DataDirectory), };
        group._hosts.Add(first);
        try
        {
            for (var number = 2; number <= options.Hosts; number++)
                group._hosts.Add(await HostChild.StartAsync(options, number, settings, stop));
            return group;
        }
        catch
        {
            await Task.WhenAll(group.Processes.Select(process => process.StopAsync(TimeSpan.FromSeconds(60))));
            await group.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends with the first of them that ends.</summary>
    public Task AnyExitedAsync() => Task.WhenAny(Processes.Select(process => process.Exited));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Processes)
            await process.DisposeAsync();
    }

    private static string ReadConnectionString(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "embedded.json");
        if (!File.Exists(path))
            throw new DemoException($"The host is ready but did not write {path}.");
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.GetProperty("connectionString").GetString()!;
    }
}
