using System.Diagnostics;
using System.Net;

namespace Workflow.Benchmarks.Load;

/// <summary>
/// Sends orders over many keep-alive connections from one thread, one request at a time on each. It takes a few
/// microseconds of a core a request, because it shares the cores with what it measures.
/// </summary>
internal sealed class HttpLoad : IDisposable
{
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(15);
    private readonly RequestPool _pool;
    private readonly Epoll _epoll = new();
    private readonly HttpConnection[] _connections;
    private readonly Stack<int> _idle = new();
    private readonly byte[] _request;
    private Tally _tally = new();
    private int _waiting;
    private long _accepted;
    private long _answered;

    /// <param name="hosts">The connections are spread over them.</param>
    /// <param name="connections">How many in all.</param>
    /// <param name="pool">What is sent.</param>
    public HttpLoad(IReadOnlyList<Uri> hosts, int connections, RequestPool pool)
    {
        _pool = pool;
        _request = new byte[pool.Longest];
        _connections = new HttpConnection[connections];
        for (var i = 0; i < connections; i++)
        {
            var host = hosts[i % hosts.Count];
            _connections[i] = new HttpConnection(new IPEndPoint(IPAddress.Loopback, host.Port));
            _epoll.Add(_connections[i].Socket, i);
            _idle.Push(i);
        }
    }

    /// <summary>Told of each order that was accepted, on the thread that sends.</summary>
    public Action<Guid>? OnAccepted { get; init; }

    public long Accepted => Interlocked.Read(ref _accepted);

    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Begins a new stretch of time; what came of the one before. Requests on their way count for the new one.</summary>
    public Tally NextStretch() => Interlocked.Exchange(ref _tally, new Tally());

    /// <summary>Sends until it is stopped or the pace is over, then waits for the last answers.</summary>
    public Task RunAsync(Pace pace, CancellationToken stop) =>
        Task.Factory.StartNew(() => Run(pace, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
        _epoll.Dispose();
    }

    private void Run(Pace pace, CancellationToken stop)
    {
        Span<int> ready = stackalloc int[256];
        while (!stop.IsCancellationRequested && !pace.IsOver)
        {
            while (_idle.Count > 0 && pace.TryTake(Stopwatch.GetTimestamp(), out var since))
                Send(_idle.Pop(), since);
            // Idle connections wait for the pace, which has no descriptor of its own.
            var count = _epoll.Wait(ready, _idle.Count > 0 ? 1 : 100);
            for (var i = 0; i < count; i++)
                Receive(ready[i], pace);
        }
        var end = Stopwatch.GetTimestamp();
        while (_waiting > 0 && Stopwatch.GetElapsedTime(end) < LastAnswers)
        {
            var count = _epoll.Wait(ready, 100);
            for (var i = 0; i < count; i++)
                Receive(ready[i], pace: null);
        }
    }

    private void Send(int number, long since)
    {
        var length = _pool.Next(_request);
        _connections[number].Send(_request.AsSpan(0, length), since);
        _waiting++;
    }

    private void Receive(int number, Pace? pace)
    {
        var connection = _connections[number];
        if (!connection.TryReceive(out var answer))
            return;
        Count(answer, connection.Since);
        if (pace is not null && pace.TryTake(Stopwatch.GetTimestamp(), out var since))
            Send(number, since);
        else
            _idle.Push(number);
    }

    private void Count(ReadOnlySpan<byte> answer, long since)
    {
        _waiting--;
        var status = Answer.StatusOf(answer);
        Volatile.Read(ref _tally).Count(status, Stopwatch.GetElapsedTime(since));
        Interlocked.Increment(ref _answered);
        if (status != 202)
            return;
        Interlocked.Increment(ref _accepted);
        if (OnAccepted is not null && Answer.OrderIdOf(answer) is { } orderId)
            OnAccepted(orderId);
    }
}
