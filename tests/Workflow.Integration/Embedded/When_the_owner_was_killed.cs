using System.Diagnostics;
using static Workflow.Integration.Embedded.EmbeddedFacts;

namespace Workflow.Integration.Embedded;

public sealed class When_the_owner_was_killed
{
    [Fact]
    public async Task Should_adopt_the_server_that_still_runs_and_stop_it_at_the_end()
    {
        using var data = DataDirectory.Open();
        using var owner = await OwnerProcess.StartAsync(data.Path);
        owner.Kill();
        var left = Postmaster(data);
        Assert.True(IsRunning(left));

        await using (var postgres = await StartAsync(data))
        {
            Assert.Equal(left, PostmasterOf(postgres));
            Assert.Equal("workflow", await AskAsync(postgres.ConnectionString, "SELECT current_database()"));
        }

        Assert.False(IsRunning(left));
    }

    [Fact]
    public async Task Should_start_again_when_the_server_died_with_it()
    {
        using var data = DataDirectory.Open();
        using var owner = await OwnerProcess.StartAsync(data.Path);
        owner.Kill();
        using (var server = Process.GetProcessById(Postmaster(data)))
        {
            server.Kill();
            await server.WaitForExitAsync();
        }

        await using var postgres = await StartAsync(data);
        Assert.Equal("workflow", await AskAsync(postgres.ConnectionString, "SELECT current_database()"));
    }

    [Fact]
    public async Task Should_start_although_another_program_has_got_the_servers_process_id()
    {
        using var data = DataDirectory.Open();
        string file;
        await using (var first = await StartAsync(data))
        {
            file = Path.Combine(first.ClusterDirectory, "postmaster.pid");
        }

        // PostgreSQL takes a file that names its own parent for stale; that of another program keeps it from starting.
        using var other = Process.Start(new ProcessStartInfo("sleep", ["600"]))!;
        await File.WriteAllTextAsync(file, $"{other.Id}\n{Path.GetDirectoryName(file)}\n1\n5432\n\n127.0.0.1\n\nready   \n");

        await using var postgres = await StartAsync(data);
        Assert.NotEqual(other.Id, PostmasterOf(postgres));
        other.Kill();
    }

    private static int Postmaster(DataDirectory data) =>
        int.Parse(File.ReadLines(Path.Combine(data.Path, "postgres", "data", "postmaster.pid")).First());
}
