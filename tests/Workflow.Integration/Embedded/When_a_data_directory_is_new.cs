using System.Text.Json;
using Npgsql;
using static Workflow.Integration.Embedded.EmbeddedFacts;

namespace Workflow.Integration.Embedded;

public sealed class When_a_data_directory_is_new
{
    [Fact]
    public async Task Should_run_durably_and_leave_nothing_behind_when_it_stops()
    {
        using var data = DataDirectory.Open();
        int postmaster;
        string connectionString;
        await using (var postgres = await StartAsync(data))
        {
            connectionString = postgres.ConnectionString;
            postmaster = PostmasterOf(postgres);
            Assert.True(IsRunning(postmaster));
            await AssertSettingsAsync(connectionString);
        }

        Assert.False(IsRunning(postmaster));
        Assert.False(File.Exists(data.Descriptor));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync(connectionString, "SELECT 1"));
    }

    [Fact]
    public async Task Should_keep_what_was_committed_for_the_next_start()
    {
        using var data = DataDirectory.Open();
        await using (var first = await StartAsync(data))
        {
            await AskAsync(first.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS value");
        }

        await using var second = await StartAsync(data);
        Assert.Equal("42", await AskAsync(second.ConnectionString, "SELECT value FROM kept"));
    }

    [Fact]
    public async Task Should_describe_itself_in_a_file_that_only_the_owner_reads()
    {
        using var data = DataDirectory.Open();
        await using var postgres = await StartAsync(data);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(data.Descriptor));
        using var description = JsonDocument.Parse(await File.ReadAllTextAsync(data.Descriptor));
        Assert.Equal(postgres.ConnectionString, description.RootElement.GetProperty("connectionString").GetString());
        Assert.Equal(postgres.Port, description.RootElement.GetProperty("port").GetInt32());
        Assert.Equal(postgres.ClusterDirectory, description.RootElement.GetProperty("clusterDirectory").GetString());
        Assert.Equal(postgres.BinDirectory, description.RootElement.GetProperty("binDirectory").GetString());
    }

    [Fact]
    public async Task Should_create_further_databases_on_request_and_only_once()
    {
        using var data = DataDirectory.Open();
        await using var postgres = await StartAsync(data);

        var connectionString = await postgres.CreateDatabaseAsync("orders \"of\" one test");
        Assert.Equal(connectionString, await postgres.CreateDatabaseAsync("orders \"of\" one test"));
        Assert.Equal("orders \"of\" one test", await AskAsync(connectionString, "SELECT current_database()"));
    }

    private static async Task AssertSettingsAsync(string connectionString)
    {
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["fsync"] = "on",
            ["synchronous_commit"] = "on",
            ["full_page_writes"] = "on",
            ["server_encoding"] = "UTF8",
            ["lc_collate"] = "C",
            ["listen_addresses"] = "127.0.0.1",
            ["shared_buffers"] = "256MB",
            ["max_wal_size"] = "4GB",
            ["checkpoint_timeout"] = "15min",
            ["track_commit_timestamp"] = "on",
            ["jit"] = "off",
        })
        {
            Assert.Equal((name, value), (name, await AskAsync(connectionString, $"SHOW {name}")));
        }
    }
}
