using System.Diagnostics;
using System.Globalization;
using System.Net;
using Workflow.TestSupport;
using Workflow.Tools;

namespace Workflow.Integration.Processes;

public sealed class When_RabbitMQ_is_away_for_a_minute(PostgresFixture postgres, ITestOutputHelper output) : IDisposable
{
    private const int Orders = 6_000;
    private const int Backlog = 2_000;
    private const long MostMegabytes = 600;
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(60);
    private readonly string _directory = Directory.CreateTempSubdirectory("wf-mq-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Should_accept_up_to_its_limits_then_refuse_politely_and_finish_everything_afterwards()
    {
        await using var node = await RabbitMqNode.StartAsync(_directory);
        string[] settings =
        [
            "--Transport=RabbitMQ", $"--RabbitMq:Uri={node.Uri}", "--Messaging:Relay:Window=256",
            "--Intake:RingCapacity=1024", $"--Intake:MaxBacklog={Backlog}",
        ];
        await using var shop = await SharedShop.OpenAsync(await postgres.CreateDatabaseAsync(), hosts: 1, Orders, seed: 4, _ => settings);
        using var over = new CancellationTokenSource();
        var memory = MostMemoryAsync(shop.Hosts[0].Process!.Id, over.Token);
        var ordering = shop.Customers.OrderAsync(connections: 32);
        await shop.Customers.ReachedAsync(Backlog / 10);

        await node.StopAsync();
        var stopped = Stopwatch.GetTimestamp();
        // What is accepted now waits in the database, and so do cancellations, which are some of the backlog.
        await shop.Customers.ReachedAsync(Backlog * 9 / 10);
        await Until.TrueAsync(() => IsRefusedPolitelyAsync(shop), () => Task.FromResult("it accepts without limit"));
        await Until.TrueAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(stopped) > Away), () => Task.FromResult("the minute"));
        Assert.True(await shop.Hosts[0].IsReadyAsync(), "A broker that is away is no reason to send customers elsewhere.");
        await node.RestartAsync();

        await ordering;
        await shop.ProveAsync();
        await over.CancelAsync();
        var most = await memory;
        output.WriteLine($"The host used at most {most} MB.");
        Assert.InRange(most, 1, MostMegabytes);
    }

    /// <summary>A client of its own, that does not come back, is told to come back later.</summary>
    private static async Task<bool> IsRefusedPolitelyAsync(SharedShop shop)
    {
        using var http = new HttpClient();
        using var body = new ByteArrayContent(shop.Customers.Orders[0].Body) { Headers = { ContentType = new("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(shop.Hosts[0].Address, "/orders")) { Content = body };
        // The key of an order that is known: were it accepted, nothing new would come of it.
        request.Headers.Add("Idempotency-Key", shop.Customers.Orders[0].Key);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.TooManyRequests && answer.Headers.RetryAfter is not null;
    }

    private static async Task<long> MostMemoryAsync(int process, CancellationToken over)
    {
        long most = 0;
        while (!over.IsCancellationRequested)
        {
            var line = (await File.ReadAllLinesAsync($"/proc/{process}/status", CancellationToken.None)).First(line => line.StartsWith("VmRSS", StringComparison.Ordinal));
            most = Math.Max(most, long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024);
            await Task.WhenAny(Task.Delay(500, over));
        }
        return most;
    }
}
