using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Workflow.TestSupport;

namespace Workflow.Integration.Verify;

public sealed class When_every_promise_was_kept(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_find_nothing_after_looking_at_something_in_each_check()
    {
        var run = await VerifyRun.WithLedgerAsync(await VerifiedDatabase.CreateAsync(postgres), VerifiedDatabase.Ledger);

        Assert.Empty(run.Broken);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(0, run.Json.GetProperty("violations").GetInt64());
        Assert.Equal(Stories.All.Count, run.Json.GetProperty("orders").GetInt64());
        Assert.All(run.Checks, check => Assert.True(check.Value.Examined > 0, $"'{check.Key}' looked at nothing."));
    }

    [Fact]
    public async Task Should_find_nothing_in_an_empty_database()
    {
        var run = await VerifyRun.WithLedgerAsync(await postgres.CreateMigratedDatabaseAsync(), []);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(0, run.Json.GetProperty("orders").GetInt64());
    }

    [Fact]
    public async Task Should_ask_the_gateway_itself_for_its_ledger()
    {
        await using var gateway = WebApplication.CreateBuilder().Build();
        gateway.Urls.Add("http://127.0.0.1:0");
        gateway.MapGet("/ledger", () => Results.Text(string.Join('\n', VerifiedDatabase.Ledger), "application/x-ndjson"));
        await gateway.StartAsync();

        var run = await VerifyRun.WithAsync(
            await VerifiedDatabase.CreateAsync(postgres), new Uri(gateway.Urls.First()), null);

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Json.GetProperty("notChecked").EnumerateArray());
    }

    [Fact]
    public async Task Should_say_what_it_could_not_check_without_a_ledger()
    {
        var run = await VerifyRun.WithAsync(await VerifiedDatabase.CreateAsync(postgres), null, null);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(3, run.Json.GetProperty("notChecked").GetArrayLength());
        Assert.DoesNotContain(run.Checks.Keys, name => name.Contains("gateway"));
        Assert.Contains("not checked: name the gateway", run.Text);
    }

    [Theory]
    [InlineData("""{"key":"a","status":"captured"}""")]
    [InlineData("captured")]
    public async Task Should_fail_when_the_ledger_it_was_given_cannot_be_read(string line)
    {
        var run = await VerifyRun.WithLedgerAsync(await VerifiedDatabase.CreateAsync(postgres), [VerifiedDatabase.Ledger[0], line]);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(0, run.Json.GetProperty("violations").GetInt64());
        Assert.Contains("line 2 is no object with key", run.Text);
    }

    [Fact]
    public async Task Should_fail_when_the_gateway_it_was_given_does_not_answer()
    {
        var run = await VerifyRun.WithAsync(
            await VerifiedDatabase.CreateAsync(postgres), new Uri("http://127.0.0.1:9"), null);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("not checked: the ledger at http://127.0.0.1:9/ could not be read", run.Text);
    }

    [Fact]
    public async Task Should_show_dead_letters_without_counting_them()
    {
        var run = await VerifyRun.WithAsync(await VerifiedDatabase.CreateAsync(postgres), null, null);

        Assert.Equal((1L, 0L), run.Checks["Dead letters that wait for an operator (no violation)"]);
    }
}
