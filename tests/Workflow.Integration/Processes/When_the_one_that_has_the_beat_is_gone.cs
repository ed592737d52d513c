using System.Diagnostics;
using Workflow.Integration.PaymentGateway;
using Workflow.TestSupport;

namespace Workflow.Integration.Processes;

public sealed class When_the_one_that_has_the_beat_is_gone(PostgresFixture postgres, ITestOutputHelper output)
{
    // Of an idle machine it is less than ten; a noisy one may starve the heir itself.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Should_beat_on_another_one_when_it_was_killed()
    {
        await using var pair = await Pair.StartAsync(postgres);
        await (await pair.WithTheBeatAsync()).KillAsync();
        output.WriteLine($"taken over after {await pair.TakenOverAsync(Limit)}");
    }

    [Fact]
    public async Task Should_beat_on_another_one_when_it_froze_and_bear_its_return()
    {
        await using var pair = await Pair.StartAsync(postgres);
        var frozen = await pair.WithTheBeatAsync();
        Signal("STOP", frozen);
        output.WriteLine($"taken over after {await pair.TakenOverAsync(Limit)}");

        Signal("CONT", frozen);

        await Until.TrueAsync(frozen.IsReadyAsync, () => Task.FromResult("It does not come back."));
        var beats = await pair.LastBeatAsync();
        await Until.TrueAsync(async () => await pair.LastBeatAsync() > beats + (5 * TimeSpan.TicksPerSecond), () => Task.FromResult("The clock stands."));
        Assert.Equal(1L, await Books.AskAsync(pair.Database, "SELECT count(*) FROM quartz.qrtz_triggers WHERE trigger_state <> 'ERROR'"));
    }

    private static void Signal(string signal, Server server)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{server.Process!.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Two hosts on one database.</summary>
    private sealed class Pair(string database, Server gateway, Server first, Server second, TemporaryLedger ledger) : IAsyncDisposable
    {
        private const string Beating =
            "SELECT name FROM messaging.instance JOIN quartz.qrtz_fired_triggers ON instance_name = instance_id::text WHERE state = 'EXECUTING'";

        public string Database => database;

        public static async Task<Pair> StartAsync(PostgresFixture postgres)
        {
            var database = await postgres.CreateMigratedDatabaseAsync();
            var ledger = new TemporaryLedger();
            var gateway = Server.Gateway(ledger.Path);
            Server first = Server.Host(gateway, database), second = Server.Host(gateway, database);
            var pair = new Pair(database, gateway, first, second, ledger);
            await Task.WhenAll(first.StartAsync(), second.StartAsync());
            return pair;
        }

        public async Task<Server> WithTheBeatAsync()
        {
            object? name = null;
            await Until.TrueAsync(
                async () => (name = await Books.AskAsync(database, Beating)) is not null, () => Task.FromResult("Nobody beats."));
            return new[] { first, second }.Single(host => $"{name}".EndsWith($":{host.Process!.Id}", StringComparison.Ordinal));
        }

        /// <summary>When the beat was last given, in ticks; zero before the first.</summary>
        public async Task<long> LastBeatAsync() =>
            (long)(await Books.AskAsync(database, "SELECT coalesce(max(greatest(prev_fire_time, 0)), 0) FROM quartz.qrtz_triggers"))!;

        public async Task<TimeSpan> TakenOverAsync(TimeSpan limit)
        {
            var since = Stopwatch.GetTimestamp();
            var last = await LastBeatAsync();
            // More than what the one that is gone may have begun.
            while (await LastBeatAsync() < last + (3 * TimeSpan.TicksPerSecond))
            {
                Assert.True(Stopwatch.GetElapsedTime(since) < limit, "Nobody took over.");
                await Task.Delay(50);
            }
            return Stopwatch.GetElapsedTime(since);
        }

        public async ValueTask DisposeAsync()
        {
            await second.DisposeAsync();
            await first.DisposeAsync();
            await gateway.DisposeAsync();
            ledger.Dispose();
        }
    }
}
