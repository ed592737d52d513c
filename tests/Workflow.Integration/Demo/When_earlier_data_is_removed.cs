using Workflow.Demo.Processes;

namespace Workflow.Integration.Demo;

public sealed class When_earlier_data_is_removed : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("workflow-fresh-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Should_take_what_a_demo_left()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "demo"));
        Assert.Null(DataDirectory.WhyNotRemove(_directory));

        Directory.CreateDirectory(Path.Combine(_directory, "cluster", "pg_wal"));
        File.WriteAllText(Path.Combine(_directory, "cluster", "PG_VERSION"), "15");
        File.WriteAllText(Path.Combine(_directory, "embedded.json"), "{}");
        Assert.Null(DataDirectory.WhyNotRemove(_directory));
    }

    [Fact]
    public void Should_leave_what_is_not_a_demos()
    {
        File.WriteAllText(Path.Combine(_directory, "letter.txt"), "");

        Assert.NotNull(DataDirectory.WhyNotRemove(_directory));
    }

    [Fact]
    public void Should_leave_sources_and_home_and_the_current_directory()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "cluster", "pg_wal"));
        File.WriteAllText(Path.Combine(_directory, "cluster", "PG_VERSION"), "15");
        Directory.CreateDirectory(Path.Combine(_directory, ".git"));

        Assert.NotNull(DataDirectory.WhyNotRemove(_directory));
        Assert.NotNull(DataDirectory.WhyNotRemove("/"));
        Assert.NotNull(DataDirectory.WhyNotRemove(Environment.CurrentDirectory));
        Assert.NotNull(DataDirectory.WhyNotRemove(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)));
    }
}
