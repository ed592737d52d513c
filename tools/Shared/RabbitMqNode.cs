using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Workflow.Tools;

/// <summary>
/// A private RabbitMQ node in a directory, on free ports of the loopback, that ends with this process. It uses nothing of
/// the system's own service, runs under the account of the caller, and can be hurt in all the ways that brokers are.
/// </summary>
internal sealed class RabbitMqNode : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CallsLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly byte[] ProtocolHeader = [.. "AMQP"u8, 0, 0, 9, 1];

    private const string ElectLeaders =
        "[ra:trigger_election({element(1, amqqueue:get_pid(Q)), node()}) || Q <- rabbit_amqqueue:list(), amqqueue:get_type(Q) =:= rabbit_quorum_queue], ok.";

    private readonly RabbitMqSettings _settings;
    private readonly ErlangPortMapper? _ownMapper;
    private GuardedProcess? _process;

    internal RabbitMqNode(RabbitMqSettings settings, ErlangPortMapper? ownMapper = null) => (_settings, _ownMapper) = (settings, ownMapper);

    /// <summary>The Erlang name, <c>x...@localhost</c>.</summary>
    public string Name => _settings.Name;

    public int Port => _settings.Port;

    public Uri Uri => new($"amqp://guest:guest@127.0.0.1:{Port}/");

    public bool IsRunning => _process is { HasEnded: false };

    /// <summary>The process of the node; 0 before its start.</summary>
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>Starts a node alone with the data of that directory; an empty one becomes a new node.</summary>
    public static async Task<RabbitMqNode> StartAsync(string directory, CancellationToken stop = default)
    {
        var full = Directory.CreateDirectory(directory).FullName;
        var mapper = await ErlangPortMapper.StartAsync(full, stop);
        var node = new RabbitMqNode(new RabbitMqSettings(full, FreePort.Next(), mapper.Port) { Cookie = NewCookie() }, mapper);
        try
        {
            await node.RestartAsync(stop);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public static string NewCookie() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Starts it, or starts it again on the same ports with the data it had; returns when it speaks AMQP.</summary>
    public async Task RestartAsync(CancellationToken stop = default)
    {
        if (IsRunning)
            throw new InvalidOperationException($"{Name} runs already.");
        if (_process is not null)
            await _process.DisposeAsync();
        _settings.Write();
        _process = await GuardedProcess.StartAsync(_settings.Start);
        await UntilReadyAsync(stop);
        // RabbitMQ before 3.12 sometimes leaves a quorum queue of a node alone without a leader for good after a restart
        // (rabbitmq-server issue 10070): its one member is a follower and waits. In a cluster the others would elect.
        if (_settings.Join is null)
            await EvalAsync(ElectLeaders);
    }

    /// <summary>In order, as a service manager would.</summary>
    public Task StopAsync() => _process?.StopAsync(Posix.Terminate, StopLimit) ?? Task.CompletedTask;

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    /// <summary>SIGSTOP: it keeps its connections and answers nobody.</summary>
    public void Freeze() => _process?.Signal(Posix.Stop);

    public void Thaw() => _process?.Signal(Posix.Continue);

    /// <summary>The broker closes every connection that clients have.</summary>
    public Task CloseConnectionsAsync() =>
        EvalAsync("[rabbit_networking:close_connection(C, \"closed by a test\") || C <- rabbit_networking:connections()], ok.");

    /// <summary>Less memory allowed than any node needs: every publisher is blocked until <see cref="ClearMemoryAlarmAsync"/>.</summary>
    public Task RaiseMemoryAlarmAsync() => EvalAsync("vm_memory_monitor:set_vm_memory_high_watermark(0.0000001).");

    public Task ClearMemoryAlarmAsync() => EvalAsync("vm_memory_monitor:set_vm_memory_high_watermark({absolute, \"512MB\"}).");

    /// <summary>Cuts it off from other nodes of its cluster: neither side can reach the other until <see cref="RejoinAsync"/>.</summary>
    public Task PartFromAsync(params IEnumerable<string> nodes) =>
        EvalAsync(string.Concat(nodes.Select(node => $"erlang:set_cookie('{node}', parted), erlang:disconnect_node('{node}'), ")) + "ok.");

    public Task RejoinAsync(params IEnumerable<string> nodes) =>
        EvalAsync(string.Concat(nodes.Select(node => $"erlang:set_cookie('{node}', '{_settings.Cookie}'), net_kernel:connect_node('{node}'), ")) + "ok.");

    /// <summary>
    /// Runs an Erlang expression in the node and gives its value as text, <c>{ok, ...}</c>. It is tried for up to a minute: a
    /// node that had paused itself comes back by and by, and a busy machine does not answer every call.
    /// </summary>
    /// <exception cref="InvalidOperationException">The node cannot be reached, or the expression failed.</exception>
    public async Task<string> EvalAsync(string expression)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await EvalOnceAsync(expression);
            }
            catch (InvalidOperationException) when (IsRunning && Stopwatch.GetElapsedTime(started) < CallsLimit)
            {
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    /// <summary>Whether it speaks AMQP; a port that is only open does not say so.</summary>
    public async Task<bool> AnswersAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port, limit.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(ProtocolHeader, limit.Token);
            var first = new byte[1];
            // A method frame, Connection.Start; a refusal would begin with an A.
            return await stream.ReadAsync(first, limit.Token) == 1 && first[0] == 1;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            // Not listening, or not answering, is the answer.
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            await StopAsync();
        if (_process is not null)
            await _process.DisposeAsync();
        if (_ownMapper is not null)
            await _ownMapper.DisposeAsync();
    }

    private async Task<string> EvalOnceAsync(string expression)
    {
        var start = new ProcessStartInfo(RabbitMqPrograms.ErlCall(), ["-name", Name, "-timeout", "15", "-e"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _settings.Environment())
            start.Environment[name] = value;
        using var call = Process.Start(start)!;
        await call.StandardInput.WriteLineAsync(expression);
        call.StandardInput.Close();
        using var limit = new CancellationTokenSource(CallLimit);
        var error = call.StandardError.ReadToEndAsync(CancellationToken.None);
        var answer = await call.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await call.WaitForExitAsync(limit.Token);
        return call.ExitCode == 0 && answer.StartsWith("{ok", StringComparison.Ordinal)
            ? answer
            : throw new InvalidOperationException($"{Name} answered {expression} with: {answer} {await error}");
    }

    private async Task UntilReadyAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StartLimit);
        while (!await AnswersAsync())
        {
            stop.ThrowIfCancellationRequested();
            if (!IsRunning || limit.IsCancellationRequested)
                throw new InvalidOperationException($"RabbitMQ did not start; its log is in {_settings.LogDirectory}.\n{_process!.LastLines()}");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
