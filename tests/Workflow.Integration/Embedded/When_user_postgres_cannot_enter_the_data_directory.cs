using Workflow.Host.Embedded;
using static Workflow.Integration.Embedded.EmbeddedFacts;

namespace Workflow.Integration.Embedded;

public sealed class When_user_postgres_cannot_enter_the_data_directory
{
    private const string OnlyForRoot = "Only root switches to user postgres.";

    [Fact]
    public async Task Should_keep_the_cluster_outside_and_remember_where()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, OnlyForRoot);
        using var data = DataDirectory.Closed();
        string outside;
        await using (var first = await StartAsync(data))
        {
            outside = Path.GetDirectoryName(first.ClusterDirectory)!;
            Assert.StartsWith("/var/tmp/workflow-", outside);
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(outside));
            Assert.Equal(outside, await File.ReadAllTextAsync(data.Pointer));
            await AskAsync(first.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS value");
        }

        await using var second = await StartAsync(data);
        Assert.Equal(outside, Path.GetDirectoryName(second.ClusterDirectory));
        Assert.Equal("42", await AskAsync(second.ConnectionString, "SELECT value FROM kept"));
    }

    [Fact]
    public async Task Should_begin_empty_when_the_data_directory_was_deleted()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, OnlyForRoot);
        using var data = DataDirectory.Closed();
        await using (var first = await StartAsync(data))
        {
            await AskAsync(first.ConnectionString, "CREATE TABLE forgotten (value int)");
        }

        Directory.Delete(data.Path, recursive: true);
        await using var second = await StartAsync(data);
        Assert.Equal("True", await AskAsync(second.ConnectionString, "SELECT to_regclass('forgotten') IS NULL"));
    }

    [Fact]
    public async Task Should_say_so_when_the_remembered_cluster_is_gone()
    {
        using var data = DataDirectory.Open();
        Directory.CreateDirectory(data.Path);
        await File.WriteAllTextAsync(data.Pointer, "/var/tmp/workflow-gone");

        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(data));
        File.Delete(data.Pointer);
        Assert.Contains("/var/tmp/workflow-gone", error.Message);
        Assert.Contains("cluster-directory", error.Message);
    }

    [Fact]
    public async Task Should_refuse_rather_than_begin_empty_when_the_cluster_inside_was_closed_later()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, OnlyForRoot);
        using var data = DataDirectory.Open();
        await using (await StartAsync(data))
        {
        }

        File.SetUnixFileMode(data.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(data));
        Assert.Contains("chmod o+x", error.Message);
    }
}
