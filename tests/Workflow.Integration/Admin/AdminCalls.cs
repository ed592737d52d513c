using System.Net;
using System.Text.Json;
using Workflow.Integration.Intake;
using Workflow.Integration.PaymentGateway;

namespace Workflow.Integration.Admin;

/// <summary>What an operator's console sends.</summary>
internal static class AdminCalls
{
    public static Task<HttpResponseMessage> AdminAsync(
        this HttpClient http, HttpMethod method, string path, string? body = null, string? key = SharedHost.AdminKey, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Requests.Json(body) };
        if (key is not null)
            request.Headers.Add("X-Admin-Key", key);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return http.SendAsync(request);
    }

    /// <summary>The body of an answer that has to be the expected one.</summary>
    public static async Task<JsonElement> AdminJsonAsync(
        this HttpClient http, HttpMethod method, string path, string? body = null, HttpStatusCode expected = HttpStatusCode.OK, string? idempotencyKey = null)
    {
        using var answer = await http.AdminAsync(method, path, body, idempotencyKey: idempotencyKey);
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.JsonAsync();
    }
}
