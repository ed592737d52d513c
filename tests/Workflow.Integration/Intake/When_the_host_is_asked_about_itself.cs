using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Workflow.Integration.PaymentGateway;

namespace Workflow.Integration.Intake;

public sealed class When_the_host_is_asked_about_itself(SharedHost shared) : IClassFixture<SharedHost>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Should_be_healthy(string path)
    {
        using var answer = await shared.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Healthy", (await answer.JsonAsync()).Text("status"));
    }

    [Theory]
    [InlineData("/orders", "post", "202 400 409 413 415 422 429 503")]
    [InlineData("/orders/batch", "post", "200 400 415")]
    [InlineData("/orders/{orderId}", "get", "200 404 503")]
    [InlineData("/orders/{orderId}/cancel", "post", "202 400 404 409 413 415 429 503")]
    [InlineData("/stock/receipts", "post", "200 400 401 403 413 415 429 503")]
    public async Task Should_document_each_answer_of_each_door(string path, string method, string statuses)
    {
        var responses = (await DocumentAsync()).GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses");

        Assert.Equal(statuses.Split(' '), responses.EnumerateObject().Select(response => response.Name).Order());
        foreach (var response in responses.EnumerateObject())
        {
            var isProblem = response.Name[0] != '2';
            var content = Assert.Single(response.Value.GetProperty("content").EnumerateObject());
            Assert.Equal(isProblem, content.Name == "application/problem+json");
            Assert.True(content.Value.TryGetProperty("schema", out _));
        }
    }

    [Fact]
    public async Task Should_document_nothing_that_is_not_there()
    {
        var document = await DocumentAsync();
        Assert.StartsWith("3.", document.Text("openapi"), StringComparison.Ordinal);
        Assert.NotEmpty(document.GetProperty("info").Text("title")!);
        var references = References(document).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(IsThere(document, reference), reference));
    }

    private Task<JsonElement> DocumentAsync() => shared.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [property.Value.GetString()!] : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool IsThere(JsonElement document, string reference)
    {
        foreach (var name in reference.Split('/').Skip(1))
        {
            if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty(name, out document))
                return false;
        }
        return true;
    }
}
