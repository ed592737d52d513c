using Workflow.Demo;
using Workflow.Demo.Processes;

namespace Workflow.Integration.Demo;

public sealed class When_earlier_data_is_removed : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("workflow-fresh-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Should_take_what_a_demo_left_and_nothing_else()
    {
        Write("demo/gateway.log");
        Write("gateway/ledger.ndjson");
        Write("postgres/data/PG_VERSION");
        Write("embedded.lock");
        Write("letters/mine.txt");

        await DataDirectory.PrepareAsync(Options(), CancellationToken.None);

        Assert.Equal(["demo", "letters"], Directory.EnumerateFileSystemEntries(_directory).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_directory, "demo")));
        Assert.True(File.Exists(Path.Combine(_directory, "letters", "mine.txt")));
    }

    [Fact]
    public async Task Should_leave_a_database_in_which_no_demo_ran()
    {
        Write("postgres/data/PG_VERSION");

        var error = await Assert.ThrowsAsync<DemoException>(() => DataDirectory.PrepareAsync(Options(), CancellationToken.None));

        Assert.EndsWith("alone: no demo has run in it.", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_directory, "postgres", "data", "PG_VERSION")));
    }

    [Fact]
    public async Task Should_leave_what_a_host_is_using()
    {
        Write("demo/gateway.log");
        Write("embedded.lock");
        using var host = new FileStream(Path.Combine(_directory, "embedded.lock"), FileMode.Open, FileAccess.Read, FileShare.Read);

        await Assert.ThrowsAsync<DemoException>(() => DataDirectory.PrepareAsync(Options(), CancellationToken.None));

        Assert.True(File.Exists(Path.Combine(_directory, "demo", "gateway.log")));
    }

    [Fact]
    public async Task Should_not_follow_a_note_to_a_place_that_no_host_made()
    {
        Write("demo/gateway.log");
        Write("letters/mine.txt");
        await File.WriteAllTextAsync(Path.Combine(_directory, "cluster-directory"), Path.Combine(_directory, "letters"));

        await Assert.ThrowsAsync<DemoException>(() => DataDirectory.PrepareAsync(Options(), CancellationToken.None));

        Assert.True(File.Exists(Path.Combine(_directory, "letters", "mine.txt")));
    }

    [Fact]
    public void Should_leave_directories_that_hold_more()
    {
        Assert.NotNull(DataDirectory.WhyNotRemove("/"));
        Assert.NotNull(DataDirectory.WhyNotRemove(Environment.CurrentDirectory));
        Assert.NotNull(DataDirectory.WhyNotRemove(AppContext.BaseDirectory));
        Assert.NotNull(DataDirectory.WhyNotRemove(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)));
    }

    private DemoOptions Options() => DemoOptions.Parse(["--fresh", "--data", _directory], out _)!;

    private void Write(string name)
    {
        var path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }
}
