using System.Net;
using System.Net.Sockets;

namespace Workflow.Tools;

/// <summary>
/// The daemon by which Erlang nodes find each other, on a port of its own and in the foreground. Without it the first
/// node would start one that stays on the machine, and would share one with nodes that are not ours.
/// </summary>
internal sealed class ErlangPortMapper : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly GuardedProcess _daemon;

    private ErlangPortMapper(int port, GuardedProcess daemon) => (Port, _daemon) = (port, daemon);

    public int Port { get; }

    public static async Task<ErlangPortMapper> StartAsync(string directory, CancellationToken stop)
    {
        var port = FreePort.Next();
        var daemon = await GuardedProcess.StartAsync(new GuardedStart(
            [RabbitMqPrograms.Epmd(), "-address", "127.0.0.1", "-port", $"{port}"], Path.Combine(directory, "epmd.log")));
        var mapper = new ErlangPortMapper(port, daemon);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StartLimit);
        while (!await ListensAsync(port))
        {
            if (!daemon.HasEnded && !limit.IsCancellationRequested)
            {
                await Task.Delay(20, CancellationToken.None);
                continue;
            }
            var log = daemon.LastLines();
            await mapper.DisposeAsync();
            stop.ThrowIfCancellationRequested();
            throw new InvalidOperationException($"epmd did not start:\n{log}");
        }
        return mapper;
    }

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            // Not yet.
            return false;
        }
    }
}
