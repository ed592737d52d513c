using Npgsql;
using Workflow.Messaging.Inbox;
using Workflow.TestSupport;

namespace Workflow.Integration.Migrations;

public sealed class When_days_go_by_in_the_inbox(PostgresFixture postgres)
{
    private static readonly DateOnly Today = new(2031, 3, 1);

    [Fact]
    public async Task Should_have_partitions_from_yesterday_to_three_days_ahead()
    {
        await using var connection = await OpenAsync();

        var changes = await InboxPartitions.EnsureAsync(connection, Today);

        Assert.Equal(Days(-1, 3), changes.Created);
        Assert.Subset(await ReadPartitionsAsync(connection), Days(-1, 3).ToHashSet());
    }

    [Fact]
    public async Task Should_change_nothing_the_second_time()
    {
        await using var connection = await OpenAsync();
        await InboxPartitions.EnsureAsync(connection, Today);

        var again = await InboxPartitions.EnsureAsync(connection, Today);

        Assert.Empty(again.Created.Concat(again.Dropped).Concat(again.Postponed));
    }

    [Fact]
    public async Task Should_forget_what_is_older_than_a_week_and_nothing_younger()
    {
        await using var connection = await OpenAsync();
        await InboxPartitions.EnsureAsync(connection, Today);
        await InsertAsync(connection, Today.AddDays(-1));
        await InsertAsync(connection, Today);

        var changes = await InboxPartitions.EnsureAsync(connection, Today.AddDays(InboxRetention.Days));

        Assert.Equal([Today.AddDays(-1)], changes.Dropped);
        Assert.Equal(1, await CountAsync(connection, "messaging.inbox"));
    }

    [Fact]
    public async Task Should_forget_old_rows_that_never_had_a_partition()
    {
        await using var connection = await OpenAsync();
        await InsertAsync(connection, Today.AddDays(-100));

        await InboxPartitions.EnsureAsync(connection, Today);

        Assert.Equal(0, await CountAsync(connection, "messaging.inbox"));
    }

    [Fact]
    public async Task Should_take_over_rows_that_came_before_their_partition()
    {
        await using var connection = await OpenAsync();
        await InsertAsync(connection, Today);
        Assert.Equal(1, await CountAsync(connection, "messaging.inbox_default"));

        await InboxPartitions.EnsureAsync(connection, Today);

        Assert.Equal(0, await CountAsync(connection, "messaging.inbox_default"));
        Assert.Equal(1, await CountAsync(connection, "messaging.inbox"));
    }

    [Fact]
    public async Task Should_succeed_on_ten_hosts_at_once()
    {
        var database = await postgres.CreateMigratedDatabaseAsync();

        var changes = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            await using var connection = await OpenAsync(database);
            return await InboxPartitions.EnsureAsync(connection, Today);
        }));

        Assert.Equal(Days(-1, 3), changes.SelectMany(change => change.Created).Order());
        Assert.Empty(changes.SelectMany(change => change.Postponed));
    }

    [Fact]
    public async Task Should_leave_a_partition_that_is_in_use_for_the_next_call()
    {
        var database = await postgres.CreateMigratedDatabaseAsync();
        await using var connection = await OpenAsync(database);
        await InboxPartitions.EnsureAsync(connection, Today);
        await using var reader = await OpenAsync(database);
        var later = Today.AddDays(InboxRetention.Days);

        await using (await reader.BeginTransactionAsync())
        {
            await CountAsync(reader, $"messaging.inbox_{Today.AddDays(-1):yyyyMMdd}");
            Assert.Equal([Today.AddDays(-1)], (await InboxPartitions.EnsureAsync(connection, later)).Postponed);
        }

        Assert.Equal([Today.AddDays(-1)], (await InboxPartitions.EnsureAsync(connection, later)).Dropped);
    }

    private static IEnumerable<DateOnly> Days(int from, int to) =>
        Enumerable.Range(from, to - from + 1).Select(Today.AddDays);

    private async Task<NpgsqlConnection> OpenAsync() => await OpenAsync(await postgres.CreateMigratedDatabaseAsync());

    private static async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task InsertAsync(NpgsqlConnection connection, DateOnly day)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO messaging.inbox VALUES ($1, gen_random_uuid(), 'saga', gen_random_uuid())", connection)
        {
            Parameters = { new() { Value = day } },
        };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string table)
    {
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table}", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<HashSet<DateOnly>> ReadPartitionsAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'messaging.inbox'::regclass", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var days = new HashSet<DateOnly>();
        while (await reader.ReadAsync())
            if (DateOnly.TryParseExact(reader.GetString(0), "'messaging.inbox_'yyyyMMdd", out var day))
                days.Add(day);
        return days;
    }
}
