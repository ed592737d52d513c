using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Workflow.Integration.PaymentGateway;

namespace Workflow.Integration.Intake;

/// <summary>Orders as a shop sends them, and what it reads of the answers.</summary>
internal static class Requests
{
    public const string Line = """{"sku":"85123A","quantity":6,"unitPrice":2.55}""";

    public const string Order = $$"""{"reference":"536365","lines":[{{Line}}]}""";

    public const string Ndjson = "application/x-ndjson";

    public static string WithLine(string line) => $$"""{"lines":[{{line}}]}""";

    public static HttpContent Json(string body) => new StringContent(body, Encoding.UTF8, "application/json");

    public static Task<HttpResponseMessage> SubmitAsync(this HttpClient http, string body = Order, string? key = null, string? client = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = Json(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (client is not null)
            request.Headers.Add("X-Client-Id", client);
        return http.SendAsync(request);
    }

    /// <summary>Submits an order that has to be accepted.</summary>
    public static async Task<Guid> AcceptedAsync(this HttpClient http, string body = Order)
    {
        using var response = await http.SubmitAsync(body);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return await response.OrderIdAsync();
    }

    public static async Task<Guid> OrderIdAsync(this HttpResponseMessage response) =>
        (await response.JsonAsync()).GetProperty("orderId").GetGuid();

    /// <summary>Sends a batch and gives the answer's lines.</summary>
    public static async Task<IReadOnlyList<JsonElement>> BatchAsync(this HttpClient http, string lines)
    {
        var content = new StringContent(lines, Encoding.UTF8, MediaTypeHeaderValue.Parse(Ndjson));
        using var response = await http.PostAsync("/orders/batch", content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Ndjson, response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>Checks the form that every refusal has, and gives its body.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal("/problems/" + code, problem.Text("type"));
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.Text("title")!);
        Assert.NotEmpty(problem.Text("detail")!);
        Assert.Matches("^[0-9a-f]{32}$", problem.Text("traceId"));
        return problem;
    }

    /// <summary>The refusal as one that a client may repeat: it says when.</summary>
    public static async Task<JsonElement> PassingProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var problem = await response.ProblemAsync(status, code);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
        return problem;
    }

    /// <summary>The bad fields of a 400, each as <c>field code</c>.</summary>
    public static async Task<IReadOnlyList<string>> BadFieldsAsync(this HttpResponseMessage response)
    {
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        var errors = problem.GetProperty("errors").EnumerateArray().ToList();
        Assert.All(errors, error => Assert.NotEmpty(error.Text("message")!));
        return [.. errors.Select(error => $"{error.Text("field")} {error.Text("code")}")];
    }
}
