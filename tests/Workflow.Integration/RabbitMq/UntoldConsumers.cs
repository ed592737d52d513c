using System.Net;
using System.Net.Sockets;

namespace Workflow.Integration.RabbitMq;

/// <summary>
/// A way to the broker by which consumers are not told when their queue is deleted, as nodes of a cluster sometimes forget to:
/// on the way it spoils the client's word that it wants to be told. All else passes unchanged.
/// </summary>
internal sealed class UntoldConsumers : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly IPEndPoint _broker;
    private readonly Task _accepting;

    public UntoldConsumers(Uri broker)
    {
        _broker = new IPEndPoint(IPAddress.Loopback, broker.Port);
        _listener.Start();
        Uri = new UriBuilder(broker) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    public Uri Uri { get; }

    /// <summary>How many connections did not ask to be told.</summary>
    public int Spoiled { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> links = [];
        while (!_end.IsCancellationRequested)
        {
            try
            {
                links.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
        await Task.WhenAll(links);
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            await server.ConnectAsync(_broker, _end.Token);
            await Task.WhenAny(PumpAsync(client, server, Spoil), PumpAsync(server, client, _ => { }));
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Action<Memory<byte>> see)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _end.Token) is var length and > 0)
            {
                see(buffer.AsMemory(0, length));
                await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _end.Token);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // One side is gone, and the other is told by the end of the link.
            return;
        }
    }

    private void Spoil(Memory<byte> sent)
    {
        if (sent.Span.IndexOf("consumer_cancel_notify"u8) is not (>= 0 and var at))
            return;
        sent.Span[at] = (byte)'x';
        Spoiled++;
    }
}
