using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Workflow.Tools;

namespace Workflow.Torture.World;

/// <summary>A network between two programs on one machine, which can be slow, silent or broken.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly IPEndPoint _behind;
    private readonly TcpListener _listener;
    private readonly Task _accepting;
    private readonly ConcurrentDictionary<Link, byte> _links = new();
    private volatile TaskCompletionSource? _silence;
    private volatile bool _isBroken;

    public TcpProxy(int behind)
    {
        _behind = new IPEndPoint(IPAddress.Loopback, behind);
        Port = FreePort.Next();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>How long each piece of data takes, in either direction.</summary>
    public TimeSpan Latency { get; set; }

    public int Connections => _links.Count;

    /// <summary>Ends all connections, in the middle of what they carry, and every new one until <see cref="Heal"/>.</summary>
    public void Break()
    {
        _isBroken = true;
        foreach (var link in _links.Keys)
            link.Reset();
    }

    /// <summary>The connections stay, new ones are taken, and nothing passes until <see cref="Heal"/>.</summary>
    public void FallSilent() => _silence ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Heal()
    {
        Latency = TimeSpan.Zero;
        _isBroken = false;
        Interlocked.Exchange(ref _silence, null)?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Break();
        _silence?.TrySetResult();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The listener was stopped.
                return;
            }
            _ = CarryAsync(client);
        }
    }

    private async Task CarryAsync(Socket client)
    {
        var link = new Link(client);
        _links[link] = 0;
        try
        {
            // Asked after the link is known, so that a break in between ends it, too.
            if (_isBroken)
                return;
            await PassAsync();
            await link.Server.ConnectAsync(_behind);
            await Task.WhenAny(PumpAsync(link.Client, link.Server), PumpAsync(link.Server, link.Client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Nobody listens behind, or the link was broken: the client sees its connection end.
            return;
        }
        finally
        {
            _links.TryRemove(link, out _);
            link.Reset();
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, SocketFlags.None) is var length and > 0)
            {
                if (Latency is { Ticks: > 0 } latency)
                    await Task.Delay(latency);
                await PassAsync();
                for (var sent = 0; sent < length;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), SocketFlags.None);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone; the other is told by the end of the link.
            return;
        }
    }

    private Task PassAsync() => _silence?.Task ?? Task.CompletedTask;

    /// <summary>One connection on both sides.</summary>
    private sealed class Link(Socket client)
    {
        public Socket Client { get; } = Prompt(client);

        public Socket Server { get; } = Prompt(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

        /// <summary>A reset instead of an orderly end: what was under way is lost, as with a broken cable.</summary>
        public void Reset()
        {
            foreach (var socket in (Socket[])[Client, Server])
                socket.Close(0);
        }

        private static Socket Prompt(Socket socket)
        {
            socket.NoDelay = true;
            return socket;
        }
    }
}
