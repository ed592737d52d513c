using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Logging;
using Npgsql;
using Workflow.Messaging.Faults;
using Workflow.Messaging.Ring;
using Workflow.Messaging.Telemetry;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.Lanes;

/// <summary>
/// Group commit: callers put units of work into a ring and await them; the lane's single consumer takes all that has
/// queued, writes it set-based in one transaction, and completes the callers.
/// </summary>
/// <remarks>
/// The batch is whatever has queued while the last commit ran: no timer, so a lone unit never waits and a crowd shares
/// one flush to disk. More lanes at work than <see cref="LaneOptions.ConcurrentCommits"/> take turns, and their batches grow meanwhile; a turn
/// is a courtesy, which a lane that has waited long enough does without. A try that turns out to hold a duplicate or a lost race is rolled back and made again without it,
/// which is dear for the rare case and free for the common one; the first try does not even look
/// (<see cref="SqlBatch.IsHopeful"/>), and after one that met a row already there the next few do. Poison rule: a batch that fails for a lasting reason is
/// split and its halves tried alone, down to the one unit that is to blame; its caller gets the error, the others go on.
/// A database that is away is waited for: units keep their place, and callers leave when their own deadline is over.
/// </remarks>
public sealed class Lane<TUnit> : IAsyncDisposable
    where TUnit : LaneUnit
{
    private const int MaxTimeouts = 2;
    private const int CarefulTries = 32;

    // A plan that is made once, while a table is small, must not scan it for ever: a lane finds everything by key. What a statement sees and
    // waits for is part of what the writers promise, whatever the database's default is.
    private const string SessionSettings =
        "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET default_transaction_isolation = 'read committed'";

    private readonly string _name;
    private readonly ILaneWriter<TUnit> _writer;
    private readonly MessageStore _store;
    private readonly ILogger _logger;
    private readonly Ring<TUnit> _ring;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private NpgsqlConnection? _connection;
    private int _carefulTries;
    private int _disposed;

    /// <summary>Starts the lane.</summary>
    /// <param name="name">For errors, logs and metrics.</param>
    /// <param name="writer">What is done with a batch.</param>
    /// <param name="store">Inbox and outbox.</param>
    /// <param name="logger">Logs failures, never bodies.</param>
    /// <param name="ringCapacity">Units that may wait; default <see cref="LaneOptions.RingCapacity"/>.</param>
    public Lane(string name, ILaneWriter<TUnit> writer, MessageStore store, ILogger logger, int? ringCapacity = null)
    {
        _name = name;
        _writer = writer;
        _store = store;
        _logger = logger;
        _ring = new Ring<TUnit>(ringCapacity ?? store.Lanes.RingCapacity);
        Metrics = new LaneMetrics(name, () => _ring.Count, _ring.Capacity, () => IsWaiting);
        store.AllLanes.Add(Metrics);
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Whether the last try found the database away: new work would only wait.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Whether there is no room for another unit at the moment.</summary>
    public bool IsFull => _ring.Count >= _ring.Capacity;

    /// <summary>Fill, batch sizes and commit times.</summary>
    public LaneMetrics Metrics { get; }

    /// <summary>Commits <paramref name="unit"/> together with whatever else has queued.</summary>
    /// <param name="unit">The work; used once.</param>
    /// <param name="deadline">How long the caller is ready to wait; null waits as long as it takes.</param>
    /// <exception cref="LaneFullException">Nothing was written; slow down.</exception>
    /// <exception cref="LaneTimeoutException">No commit before the deadline; it may still come if a try was under way.</exception>
    /// <exception cref="LaneStoppedException">The process is shutting down.</exception>
    public Task<LaneOutcome> RunAsync(TUnit unit, TimeSpan? deadline = null)
    {
        _store.Receive(unit);
        if (_store.IsKnown(unit))
            return Task.FromResult(LaneOutcome.Duplicate);
        return unit.Trace.IsSampled() ? TraceAsync(unit, deadline) : EnterAsync(unit, deadline);
    }

    /// <summary>
    /// Commits <paramref name="unit"/> as the last that the consumer of <paramref name="message"/> does. Where it can, it returns at once, and
    /// the message itself waits for the commit; otherwise, and when that fails, as <see cref="RunAsync"/>.
    /// </summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task RunLastAsync(TUnit unit, ConsumeContext message) => TryLeave(unit, message) ? Task.CompletedTask : RunAsync(unit);

    /// <summary>
    /// Leaves the unit to the lane, and with it the end of <paramref name="message"/>, so that nothing waits that was only there to consume it.
    /// False when the caller has to run it: the message has another way, its trace is sampled, it is known already, or there is no room.
    /// </summary>
    public bool TryLeave(TUnit unit, ConsumeContext message)
    {
        if (message.ReceiveContext is not DirectReceiveContext { MayEndLater: true, EndsLater: false } received || unit.Trace.IsSampled())
            return false;
        _store.Receive(unit);
        if (_store.IsKnown(unit))
            return false;
        unit.Message = received;
        received.EndsLater = true;
        if (_ring.TryWrite(unit))
            return true;
        unit.Message = null;
        received.EndsLater = false;
        return false;
    }

    // The span starts in here, and not before: a method that does not wait would leave it to the caller as the one that is running.
    private async Task<LaneOutcome> TraceAsync(TUnit unit, TimeSpan? deadline)
    {
        using var span = Tracing.StartUnit(_name, unit);
        unit.Trace = span?.Context ?? unit.Trace;
        return await EnterAsync(unit, deadline);
    }

    private Task<LaneOutcome> EnterAsync(TUnit unit, TimeSpan? deadline)
    {
        var completion = unit.Completion;
        if (!_ring.TryWrite(unit))
            return Task.FromException<LaneOutcome>(_ring.IsCompleted ? new LaneStoppedException(_name) : new LaneFullException(_name));
        return deadline is { } limit ? WaitAsync(unit, limit) : completion;
    }

    /// <summary>Takes no more units, commits those it holds, and closes its connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        _stop.CancelAfter(TimeSpan.FromSeconds(_store.Lanes.DrainSeconds));
        _ring.Complete();
        await _loop;
        await CloseAsync();
        Metrics.Dispose();
        _stop.Dispose();
    }

    private async Task<LaneOutcome> WaitAsync(TUnit unit, TimeSpan limit)
    {
        try
        {
            return await unit.Completion.WaitAsync(limit, _store.Time);
        }
        catch (TimeoutException)
        {
            unit.Abandon();
            throw new LaneTimeoutException(_name, limit);
        }
    }

    private async Task LoopAsync()
    {
        Tracing.Leave();
        var buffer = new TUnit[_store.Lanes.MaxBatch];
        while (await _ring.WaitToReadAsync(CancellationToken.None))
        {
            var hasTurn = await _store.CommitTurns.WaitAsync(_store.Lanes.TurnMilliseconds);
            try
            {
                await CommitQueuedAsync(buffer);
            }
            finally
            {
                if (hasTurn)
                    _store.CommitTurns.Release();
            }
        }
    }

    private async Task CommitQueuedAsync(TUnit[] buffer)
    {
        var count = _ring.Drain(buffer);
        var (units, twins) = SetTwinsApart(buffer.AsSpan(0, count));
        await CommitAsync(units);
        foreach (var twin in twins)
            await CommitAsync([twin]);
        IsWaiting = false;
        Array.Clear(buffer, 0, count);
    }

    /// <summary>A message that came twice at once: only what became of the first tells what the second one is.</summary>
    private static (List<TUnit> Units, List<TUnit> Twins) SetTwinsApart(ReadOnlySpan<TUnit> batch)
    {
        List<TUnit> units = new(batch.Length), twins = [];
        HashSet<(Guid, string)> seen = new(batch.Length);
        foreach (var unit in batch)
            (unit.MessageId is { } id && !seen.Add((id, unit.Consumer)) ? twins : units).Add(unit);
        return (units, twins);
    }

    /// <summary>Returns when every unit has ended, each in its own way.</summary>
    private async Task CommitAsync(IReadOnlyList<TUnit> units)
    {
        for (var timeouts = 0; units.Count > 0;)
        {
            var taken = units.Where(unit => unit.TryBegin() && !EndsAsDuplicate(unit)).ToList();
            if (taken.Count == 0)
                return;
            try
            {
                units = await TryCommitAsync(taken);
            }
            catch (Exception error) when (DatabaseFaults.IsTransient(error))
            {
                units = await StepBackAsync(taken, error);
                // A batch that is too much for the time it has would never get through in one piece.
                if (DatabaseFaults.IsTimeout(error) && ++timeouts >= MaxTimeouts && units.Count > 1)
                {
                    await HalveAsync(units);
                    return;
                }
            }
            catch (Exception error)
            {
                // What the database did not say itself may have left the connection in the middle of something.
                if (error is not PostgresException)
                {
                    taken.ForEach(unit => unit.MayBeCommitted = true);
                    await CloseAsync();
                }
                await IsolateAsync(taken, error);
                return;
            }
        }
    }

    /// <summary>A copy whose first one was committed while it waited here costs no transaction.</summary>
    private bool EndsAsDuplicate(TUnit unit)
    {
        if (!_store.IsKnown(unit))
            return false;
        unit.EndAsDuplicate();
        return true;
    }

    /// <summary>One transaction. Returns the units that have to be tried again; none after a commit.</summary>
    private async Task<IReadOnlyList<TUnit>> TryCommitAsync(List<TUnit> units)
    {
        var started = Stopwatch.GetTimestamp();
        using var span = Tracing.StartCommit(_name, units);
        var isHopeful = _carefulTries == 0;
        _carefulTries = Math.Max(0, _carefulTries - 1);
        var sql = new SqlBatch(await ConnectAsync(), _store.Lanes.CommandTimeoutSeconds) { IsHopeful = isHopeful };
        var commit = new LaneCommit<TUnit>(units, sql);
        OutboxChangeScope change = new(_store);
        try
        {
            _store.AddInbox(commit);
            await _writer.WriteAsync(commit, _stop.Token);
            change.Value = _store.AddOutbox(sql, units);
            if (commit.IsLost || sql.MayRefuse)
                await sql.ExecuteAsync(_stop.Token);
            if (commit.IsLost)
                return Exclude(commit);
            FaultPoints.Visit(FaultPoints.RingBeforeCommit);
            await sql.CommitAsync(_stop.Token);
            FaultPoints.Visit(FaultPoints.CommitBeforeAnswer);
            change.Commit(units);
            IsWaiting = false;
        }
        catch (PostgresException) when (commit.IsLost)
        {
            // A unit that has to leave the batch anyway broke a later statement; without it there is no error.
            return Exclude(commit);
        }
        catch (PostgresException error) when (isHopeful && error.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DivisionByZero)
        {
            _carefulTries = CarefulTries;
            units.ForEach(unit => unit.Suspend());
            return units;
        }
        finally
        {
            change.Dispose();
            await sql.EndAsync();
        }
        Metrics.Committed(units, started);
        LaneUnit.EndAsCommitted(units);
        return [];
    }

    private static List<TUnit> Exclude(LaneCommit<TUnit> commit)
    {
        foreach (var (unit, error) in commit.Excluded)
        {
            if (error is null)
                unit.EndAsDuplicate();
            else
                unit.Fail(error);
        }
        var rest = commit.Units.Where(unit => !commit.Excluded.ContainsKey(unit)).ToList();
        rest.ForEach(unit => unit.Suspend());
        return rest;
    }

    private async Task<IReadOnlyList<TUnit>> StepBackAsync(List<TUnit> units, Exception error)
    {
        await CloseAsync();
        if (_stop.IsCancellationRequested)
        {
            units.ForEach(unit => unit.Fail(new LaneStoppedException(_name)));
            return [];
        }
        LaneLog.Waiting(_logger, _name, units.Count, error.Message);
        Metrics.Failed();
        IsWaiting = true;
        units.ForEach(unit => unit.MayBeCommitted = true);
        units.ForEach(unit => unit.Suspend());
        await Task.Delay(TimeSpan.FromMilliseconds(_store.Lanes.RetryDelayMilliseconds), _store.Time);
        return units;
    }

    private async Task IsolateAsync(List<TUnit> units, Exception error)
    {
        if (units.Count == 1)
        {
            LaneLog.Poison(_logger, error, _name, units[0].OrderId);
            Metrics.Poisoned();
            units[0].Fail(error);
            return;
        }
        units.ForEach(unit => unit.Suspend());
        await HalveAsync(units);
    }

    private async Task HalveAsync(IReadOnlyList<TUnit> units)
    {
        var half = units.Count / 2;
        await CommitAsync([.. units.Take(half)]);
        await CommitAsync([.. units.Skip(half)]);
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        if (_connection is { State: System.Data.ConnectionState.Open })
            return _connection;
        await CloseAsync();
        _connection = await _store.DataSource.OpenConnectionAsync(_stop.Token);
        await using var command = new NpgsqlCommand(SessionSettings, _connection);
        await command.ExecuteNonQueryAsync(_stop.Token);
        return _connection;
    }

    private async Task CloseAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = null;
    }
}
