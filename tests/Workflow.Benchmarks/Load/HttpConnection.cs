using System.Net;
using System.Net.Sockets;

namespace Workflow.Benchmarks.Load;

/// <summary>One connection with at most one request on its way.</summary>
internal sealed class HttpConnection : IDisposable
{
    private byte[] _buffer = new byte[2048];
    private int _received;

    public HttpConnection(EndPoint server)
    {
        Socket.Connect(server);
        Socket.Blocking = false;
    }

    public Socket Socket { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Since when the customer of the request waits.</summary>
    public long Since { get; private set; }

    public void Send(ReadOnlySpan<byte> request, long since)
    {
        Since = since;
        _received = 0;
        while (request.Length > 0)
        {
            var sent = Socket.Send(request, SocketFlags.None, out var error);
            if (error is SocketError.WouldBlock)
                Socket.Poll(TimeSpan.FromSeconds(5), SelectMode.SelectWrite);
            else if (error is not SocketError.Success)
                throw new SocketException((int)error);
            request = request[sent..];
        }
    }

    /// <summary>Reads what is there; true with the whole answer, which is valid until the next request.</summary>
    public bool TryReceive(out ReadOnlySpan<byte> answer)
    {
        answer = default;
        if (_received == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var count = Socket.Receive(_buffer.AsSpan(_received), SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock)
            return false;
        if (error is not SocketError.Success || count == 0)
            throw new IOException($"The host closed a connection ({error}).");
        _received += count;
        if (!Answer.IsWhole(_buffer.AsSpan(0, _received)))
            return false;
        answer = _buffer.AsSpan(0, _received);
        return true;
    }

    public void Dispose() => Socket.Dispose();
}
