using static Workflow.Integration.Embedded.EmbeddedFacts;

namespace Workflow.Integration.Embedded;

public sealed class When_two_processes_use_one_data_directory
{
    [Fact]
    public async Task Should_share_the_server_and_leave_it_to_the_first_when_the_second_ends()
    {
        using var data = DataDirectory.Open();
        await using var first = await StartAsync(data);
        using var second = await OwnerProcess.StartAsync(data.Path);
        await second.EndAsync();

        Assert.Equal("1", await AskAsync(first.ConnectionString, "SELECT 1"));
        Assert.True(File.Exists(data.Descriptor));
    }

    [Fact]
    public async Task Should_leave_the_server_to_the_second_when_the_first_ends()
    {
        using var data = DataDirectory.Open();
        using var first = await OwnerProcess.StartAsync(data.Path);
        int postmaster;
        await using (var second = await StartAsync(data))
        {
            postmaster = PostmasterOf(second);
            await first.EndAsync();
            Assert.Equal("1", await AskAsync(second.ConnectionString, "SELECT 1"));
        }

        Assert.False(IsRunning(postmaster));
        Assert.False(File.Exists(data.Descriptor));
    }

    [Fact]
    public async Task Should_stop_the_server_when_the_other_was_killed()
    {
        using var data = DataDirectory.Open();
        using var killed = await OwnerProcess.StartAsync(data.Path);
        int postmaster;
        await using (var second = await StartAsync(data))
        {
            postmaster = PostmasterOf(second);
            killed.Kill();
        }

        Assert.False(IsRunning(postmaster));
    }

    [Fact]
    public async Task Should_start_one_server_when_both_begin_at_once()
    {
        using var data = DataDirectory.Open();
        var both = await Task.WhenAll(StartAsync(data), StartAsync(data));
        Assert.Equal(both[0].ConnectionString, both[1].ConnectionString);

        var postmaster = PostmasterOf(both[0]);
        await Task.WhenAll(both.Select(postgres => postgres.DisposeAsync().AsTask()));
        Assert.False(IsRunning(postmaster));
    }
}
