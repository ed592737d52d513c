using System.Net;
using Workflow.TestSupport;

namespace Workflow.Integration.Intake;

public sealed class When_a_key_is_repeated(SharedHost shared, PostgresFixture postgres) : IClassFixture<SharedHost>
{
    private const string First = """{"reference":"1","currency":"GBP","lines":[{"sku":"A","quantity":6,"unitPrice":2.5}]}""";

    [Theory]
    [InlineData("same", First)]
    [InlineData("spaces", """ { "reference" : "1", "currency":"GBP",  "lines" : [ {"sku":"A", "quantity":6 ,"unitPrice":2.5} ] } """)]
    [InlineData("order", """{"lines":[{"unitPrice":2.5,"sku":"A","quantity":6}],"currency":"GBP","reference":"1"}""")]
    [InlineData("zeros", """{"reference":"1","currency":"GBP","lines":[{"sku":"\u0041","quantity":6,"unitPrice":2.500}]}""")]
    public async Task Should_give_the_first_answer_to_the_same_order(string key, string again)
    {
        using var first = await shared.Http.SubmitAsync(First, key);
        using var second = await shared.Http.SubmitAsync(again, key);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await second.Content.ReadAsByteArrayAsync());
        Assert.Equal(1, await OrdersOfAsync(shared.Host, key));
    }

    [Fact]
    public async Task Should_know_a_key_with_and_without_quotation_marks()
    {
        using var first = await shared.Http.SubmitAsync(First, "quoted");
        using var second = await shared.Http.SubmitAsync(First, "\"quoted\"");
        Assert.Equal(await first.OrderIdAsync(), await second.OrderIdAsync());
    }

    [Theory]
    [InlineData("other-quantity", """{"reference":"1","currency":"GBP","lines":[{"sku":"A","quantity":7,"unitPrice":2.5}]}""")]
    [InlineData("other-currency", """{"reference":"1","lines":[{"sku":"A","quantity":6,"unitPrice":2.5}]}""")]
    [InlineData("other-reference", """{"reference":"2","currency":"GBP","lines":[{"sku":"A","quantity":6,"unitPrice":2.5}]}""")]
    [InlineData("more-lines", """{"reference":"1","currency":"GBP","lines":[{"sku":"A","quantity":6,"unitPrice":2.5},{"sku":"B","quantity":6,"unitPrice":2.5}]}""")]
    public async Task Should_refuse_another_order(string key, string other)
    {
        using var first = await shared.Http.SubmitAsync(First, key);
        using var second = await shared.Http.SubmitAsync(other, key);
        await second.ProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        Assert.Equal(1, await OrdersOfAsync(shared.Host, key));
    }

    [Fact]
    public async Task Should_answer_a_repeat_after_a_restart_as_before_it()
    {
        var database = await postgres.CreateMigratedDatabaseAsync();
        byte[] answer;
        await using (var before = await RunningHost.StartAsync(database))
        {
            using var first = await before.Http.SubmitAsync(First, "k");
            answer = await first.Content.ReadAsByteArrayAsync();
        }
        await using var after = await RunningHost.StartAsync(database);
        using var second = await after.Http.SubmitAsync(First, "k");
        Assert.Equal(answer, await second.Content.ReadAsByteArrayAsync());
        Assert.True(second.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Should_refuse_while_the_first_is_being_committed()
    {
        await using var host = await RunningHost.StartAsync(await postgres.CreateMigratedDatabaseAsync());
        Task<HttpResponseMessage> first;
        await using (var held = await host.HoldAsync(RunningHost.Orders))
        {
            first = host.Http.SubmitAsync(First, "k");
            await held.UntilSomebodyWaitsAsync();

            using var second = await host.Http.SubmitAsync(First, "k");
            await second.ProblemAsync(HttpStatusCode.Conflict, "request_in_progress");
            Assert.False(first.IsCompleted);
        }
        using var answer = await first;
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        using var third = await host.Http.SubmitAsync(First, "k");
        Assert.Equal(await answer.OrderIdAsync(), await third.OrderIdAsync());
    }

    [Fact]
    public async Task Should_make_one_order_of_many_at_once_on_two_hosts()
    {
        var database = await postgres.CreateMigratedDatabaseAsync();
        await using var one = await RunningHost.StartAsync(database);
        await using var two = await RunningHost.StartAsync(database);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? one : two).Http.SubmitAsync(First, "k")));

        var accepted = answers.Where(answer => answer.StatusCode == HttpStatusCode.Accepted).ToList();
        Assert.NotEmpty(accepted);
        Assert.Single((await Task.WhenAll(accepted.Select(answer => answer.OrderIdAsync()))).Distinct());
        Assert.All(answers.Except(accepted), answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        Assert.Equal(1, await one.CountOrdersAsync());
    }

    private static Task<long> OrdersOfAsync(RunningHost host, string key) =>
        host.ReadAsync<long>("""SELECT count(*) FROM orders."order" WHERE idempotency_key = $1""", key);
}
