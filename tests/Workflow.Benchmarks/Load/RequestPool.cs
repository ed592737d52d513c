using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Workflow.Demo.Input;

namespace Workflow.Benchmarks.Load;

/// <summary>
/// Whole HTTP requests, made before the clock starts and used again and again; only the idempotency key is new each time.
/// </summary>
internal sealed class RequestPool
{
    private const int KeyDigits = 16;

    // Of all pools: two of them in one shop must not use the same key.
    private static long _next;

    private readonly byte[][] _requests;
    private readonly int[] _keyAt;

    public RequestPool(IReadOnlyList<DemoOrder> orders)
    {
        Orders = orders;
        _requests = new byte[orders.Count][];
        _keyAt = new int[orders.Count];
        for (var i = 0; i < orders.Count; i++)
            (_requests[i], _keyAt[i]) = Request(orders[i].Body);
        Longest = _requests.Max(request => request.Length);
    }

    public IReadOnlyList<DemoOrder> Orders { get; }

    public int Longest { get; }

    /// <summary>Copies the next request; its length.</summary>
    public int Next(Span<byte> buffer)
    {
        var number = Interlocked.Increment(ref _next) - 1;
        var index = (int)(number % _requests.Length);
        _requests[index].CopyTo(buffer);
        Utf8Formatter.TryFormat(number, buffer.Slice(_keyAt[index], KeyDigits), out _, new('D', KeyDigits));
        return _requests[index].Length;
    }

    private static (byte[] Bytes, int KeyAt) Request(byte[] body)
    {
        const string BeforeKey = "POST /orders HTTP/1.1\r\nHost: workflow\r\nContent-Type: application/json\r\nIdempotency-Key: bench-";
        var head = string.Create(CultureInfo.InvariantCulture, $"{BeforeKey}{new string('0', KeyDigits)}\r\nContent-Length: {body.Length}\r\n\r\n");
        return ([.. Encoding.ASCII.GetBytes(head), .. body], BeforeKey.Length);
    }
}
