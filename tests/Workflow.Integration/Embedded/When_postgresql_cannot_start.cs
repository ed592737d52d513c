using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Host.Embedded;
using static Workflow.Integration.Embedded.EmbeddedFacts;

namespace Workflow.Integration.Embedded;

public sealed class When_postgresql_cannot_start
{
    [Fact]
    public async Task Should_name_the_package_when_the_programs_are_missing()
    {
        using var data = DataDirectory.Open();
        var error = await FailAsync(new EmbeddedPostgresOptions { DataDirectory = data.Path, BinDirectory = "/usr/share" });
        Assert.Contains("Embedded:BinDirectory is /usr/share", error.Message);
        Assert.Contains("apt-get install postgresql", error.Message);
    }

    [Fact]
    public async Task Should_name_the_package_when_the_version_of_the_cluster_is_missing()
    {
        using var data = DataDirectory.Open();
        string version;
        await using (var first = await StartAsync(data))
        {
            version = Path.Combine(first.ClusterDirectory, "PG_VERSION");
        }

        await File.WriteAllTextAsync(version, "9\n");
        var error = await FailAsync(new EmbeddedPostgresOptions { DataDirectory = data.Path });
        Assert.Contains("postgresql-9", error.Message);
    }

    [Fact]
    public async Task Should_show_the_servers_last_log_lines()
    {
        using var data = DataDirectory.Open();
        string configuration;
        await using (var first = await StartAsync(data))
        {
            configuration = Path.Combine(first.ClusterDirectory, "postgresql.conf");
        }

        await File.AppendAllTextAsync(configuration, "no_such_setting = 1\n");
        var error = await FailAsync(new EmbeddedPostgresOptions { DataDirectory = data.Path });
        Assert.Contains("no_such_setting", error.Message);
    }

    [Theory]
    [InlineData(4, 60, "Embedded:StartTimeoutSeconds is 4")]
    [InlineData(120, 0, "Embedded:StopTimeoutSeconds is 0")]
    public async Task Should_name_a_setting_that_is_out_of_range(int start, int stop, string message)
    {
        using var data = DataDirectory.Open();
        var error = await FailAsync(new EmbeddedPostgresOptions
        {
            DataDirectory = data.Path,
            StartTimeoutSeconds = start,
            StopTimeoutSeconds = stop,
        });
        Assert.Contains(message, error.Message);
    }

    private static Task<EmbeddedPostgresException> FailAsync(EmbeddedPostgresOptions options) =>
        Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => EmbeddedPostgres.StartAsync(options, NullLogger.Instance, TestContext.Current.CancellationToken));
}
