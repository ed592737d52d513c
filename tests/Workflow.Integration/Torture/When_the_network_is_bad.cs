using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Workflow.Torture.World;

namespace Workflow.Integration.Torture;

public sealed class When_the_network_is_bad : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);
    private readonly TcpListener _echo = new(IPAddress.Loopback, 0);
    private TcpProxy _proxy = null!;

    public ValueTask InitializeAsync()
    {
        _echo.Start();
        _ = EchoAsync();
        _proxy = new TcpProxy(((IPEndPoint)_echo.LocalEndpoint).Port);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _echo.Stop();
    }

    [Fact]
    public async Task Should_carry_everything_while_nothing_is_wrong()
    {
        using var client = await ConnectAsync();
        var text = new string('x', 200_000);

        Assert.Equal(text, await AskAsync(client, text));
        Assert.Equal(1, _proxy.Connections);
    }

    [Fact]
    public async Task Should_be_slow_both_ways_and_quick_again()
    {
        using var client = await ConnectAsync();
        _proxy.Latency = TimeSpan.FromMilliseconds(200);
        var clock = Stopwatch.StartNew();

        await AskAsync(client, "there and back");

        // Timers may be a little early.
        Assert.True(clock.ElapsedMilliseconds >= 390, $"{clock.ElapsedMilliseconds} ms");
        _proxy.Heal();
        Assert.Equal("again", await AskAsync(client, "again"));
    }

    [Fact]
    public async Task Should_end_every_connection_and_take_none_until_it_is_healed()
    {
        using var before = await ConnectAsync();
        await AskAsync(before, "hello");

        _proxy.Break();

        await Assert.ThrowsAsync<SocketException>(() => AskAsync(before, "anybody there?"));
        await Assert.ThrowsAsync<SocketException>(AskAnewAsync);
        _proxy.Heal();
        using var after = await ConnectAsync();
        Assert.Equal("hello", await AskAsync(after, "hello"));
    }

    [Fact]
    public async Task Should_keep_silent_and_lose_nothing_that_was_sent()
    {
        using var before = await ConnectAsync();
        await AskAsync(before, "hello");
        _proxy.FallSilent();
        using var during = await ConnectAsync();

        var first = AskAsync(before, "one");
        var second = AskAsync(during, "two");
        Assert.NotSame(first, await Task.WhenAny(first, second, Task.Delay(Moment)));
        Assert.False(second.IsCompleted);
        _proxy.Heal();

        Assert.Equal(["one", "two"], [await first.WaitAsync(Limit), await second.WaitAsync(Limit)]);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        return socket;
    }

    private static async Task<string> AskAsync(Socket socket, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        var sending = socket.SendAsync(bytes);
        var answer = new byte[bytes.Length];
        using var limit = new CancellationTokenSource(Limit);
        for (var read = 0; read < answer.Length;)
        {
            var some = await socket.ReceiveAsync(answer.AsMemory(read), limit.Token);
            if (some == 0)
                throw new SocketException((int)SocketError.ConnectionReset);
            read += some;
        }
        await sending;
        return Encoding.ASCII.GetString(answer);
    }

    private async Task AskAnewAsync()
    {
        using var socket = await ConnectAsync();
        await AskAsync(socket, "anybody there?");
    }

    private async Task EchoAsync()
    {
        while (_echo.Server.IsBound)
        {
            try
            {
                _ = ReturnAsync(await _echo.AcceptSocketAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
                return;
            }
        }
    }

    private static async Task ReturnAsync(Socket socket)
    {
        using (socket)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (await socket.ReceiveAsync(buffer) is var length and > 0)
                    await socket.SendAsync(buffer.AsMemory(0, length));
            }
            catch (SocketException)
            {
                // The connection was broken, as some of these tests want it.
                return;
            }
        }
    }
}
