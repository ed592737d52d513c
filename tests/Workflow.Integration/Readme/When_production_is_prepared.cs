using System.Text.RegularExpressions;
using Workflow.Integration.Payments;
using Workflow.Integration.Processes;
using Workflow.TestSupport;

namespace Workflow.Integration.Readme;

/// <summary>The commands and queries of the pages on upgrading and capacity, as they are written, on a database in which an order was completed.</summary>
public sealed partial class When_production_is_prepared(PostgresFixture postgres)
{
    private const string ReadersOwn = "Host=...;Database=workflow;Username=workflow";

    [Fact]
    public async Task Should_upgrade_by_the_commands_of_the_page()
    {
        await using var shop = await OpenAsync();
        await shop.Host.StopAsync();
        var commands = FencedCommands.In(await PageAsync("upgrading.md")).ToList();

        Assert.Equal(["verify", "migrate", "verify"], commands.Select(command => command.Split(' ')[1]));
        foreach (var command in commands)
        {
            Assert.Contains($"\"{ReadersOwn}\"", command);
            await FencedCommands.RunAsync(command.Replace("./workflow", $"dotnet '{Programs.Host}'").Replace(ReadersOwn, shop.Host.Database.ConnectionString));
        }
    }

    [Fact]
    public async Task Should_tell_the_bytes_of_an_order_by_the_query_of_the_page()
    {
        await using var shop = await OpenAsync();
        var query = Sql().Match(await PageAsync("capacity.md")).Groups[1].Value;

        Assert.Matches(@"^\d+ (bytes|kB|MB)$", await shop.Host.ReadAsync<string>(query));
    }

    private async Task<PaidShop> OpenAsync()
    {
        var shop = await PaidShop.OpenAsync(postgres);
        await shop.ReachAsync(await shop.PlaceAsync(), "Completed");
        return shop;
    }

    private static Task<string> PageAsync(string name) => File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs", name));

    [GeneratedRegex("```sql\n(.*?);\n```", RegexOptions.Singleline)]
    private static partial Regex Sql();
}
