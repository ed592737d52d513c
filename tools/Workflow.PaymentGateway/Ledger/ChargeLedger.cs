using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;

namespace Workflow.PaymentGateway.Ledger;

/// <summary>
/// Every key with its account. One writer owns the state, takes all commands that have queued, appends their entries
/// with one write and answers only then: no lock, no answer that the file does not have, and many requests share a
/// write. Reading a key goes the same way, so that nobody sees what is not written yet.
/// </summary>
internal sealed class ChargeLedger : IAsyncDisposable
{
    private const int MaxBatch = 1024;

    // Kestrel's connection limit bounds the queue: a connection has one request under way.
    private readonly Channel<LedgerCommand> _commands =
        Channel.CreateUnbounded<LedgerCommand>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failedOnce = new(StringComparer.Ordinal);
    private readonly List<(LedgerCommand Command, LedgerReply Reply)> _batch = new(MaxBatch);
    private readonly ArrayBufferWriter<byte> _lines = new(64 * 1024);
    private readonly Utf8JsonWriter _json;
    private readonly LedgerFile _file;
    private readonly TimeProvider _time;

    public ChargeLedger(string path, TimeProvider time)
    {
        _time = time;
        _json = new Utf8JsonWriter(_lines);
        _file = LedgerFile.Open(path, entry => _accounts[entry.Key] = Account.Apply(_accounts.GetValueOrDefault(entry.Key), entry));
        KnownAtStart = _accounts.Count;
        Completion = Task.Run(WriteAsync);
    }

    public int KnownAtStart { get; }

    /// <summary>Ends with the ledger; faulted when the file could not be written.</summary>
    public Task Completion { get; }

    public Task<LedgerReply> AskAsync(LedgerCommand command) => _commands.Writer.TryWrite(command)
        ? command.Task
        : Task.FromException<LedgerReply>(new ObjectDisposedException(nameof(ChargeLedger)));

    public async ValueTask DisposeAsync()
    {
        _commands.Writer.TryComplete();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _file.Dispose();
    }

    private async Task WriteAsync()
    {
        try
        {
            while (await _commands.Reader.WaitToReadAsync())
                WriteBatch();
        }
        catch (Exception e)
        {
            // What memory says and the file does not have must not be answered from: the gateway ends and reads back.
            _commands.Writer.TryComplete();
            foreach (var (command, _) in _batch)
                command.TrySetException(e);
            while (_commands.Reader.TryRead(out var command))
                command.TrySetException(e);
            throw;
        }
    }

    private void WriteBatch()
    {
        _batch.Clear();
        _lines.ResetWrittenCount();
        while (_batch.Count < MaxBatch && _commands.Reader.TryRead(out var command))
            _batch.Add((command, Decide(command)));
        if (_lines.WrittenCount > 0)
            _file.Append(_lines.WrittenSpan);
        foreach (var (command, reply) in _batch)
            command.TrySetResult(reply);
    }

    private LedgerReply Decide(LedgerCommand command)
    {
        if (command.Action is LedgerAction.List)
            return new LedgerReply(null, All: [.. _accounts.Values]);
        var before = _accounts.GetValueOrDefault(command.Key);
        if (command.Action is LedgerAction.Charge && command.FailFirst && before is null && _failedOnce.Add(command.Key))
            return new LedgerReply(null, Failed: true);
        var entry = command.Action switch
        {
            LedgerAction.Charge => Account.Charge(before, command, _time.GetUtcNow()),
            LedgerAction.Reverse => Account.Reversal(before, command, _time.GetUtcNow()),
            _ => null,
        };
        return entry is null ? new LedgerReply(before) : new LedgerReply(Record(before, entry), IsNew: true);
    }

    private Account Record(Account? before, LedgerEntry entry)
    {
        _json.Reset();
        JsonSerializer.Serialize(_json, entry, GatewayJson.Default.LedgerEntry);
        _json.Flush();
        _lines.Write("\n"u8);
        return _accounts[entry.Key] = Account.Apply(before, entry);
    }
}
