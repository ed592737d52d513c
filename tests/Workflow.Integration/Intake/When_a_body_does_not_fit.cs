using System.Net;
using System.Text;

namespace Workflow.Integration.Intake;

public sealed class When_a_body_does_not_fit(SharedHost shared) : IClassFixture<SharedHost>
{
    private const int Limit = 1_048_576;

    [Theory]
    [InlineData("/orders", "text/plain")]
    [InlineData("/orders", "application/xml")]
    [InlineData("/orders", "application/x-ndjson")]
    [InlineData("/orders", null)]
    [InlineData("/orders/batch", "application/json")]
    [InlineData("/orders/batch", null)]
    public async Task Should_refuse_another_media_type(string path, string? contentType)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Requests.Order));
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await shared.Http.PostAsync(path, content);

        await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_refuse_a_body_one_byte_over_the_limit(bool isChunked)
    {
        using var response = await SendAsync(Limit + 1, isChunked);
        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_take_a_body_at_the_limit(bool isChunked)
    {
        using var response = await SendAsync(Limit, isChunked);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_refuse_a_body_far_over_the_limit_without_keeping_it(bool isChunked)
    {
        using var response = await SendAsync(8 * Limit, isChunked);
        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        await shared.Http.AcceptedAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(int bytes, bool isChunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = Requests.Json(Requests.Order.PadRight(bytes)) };
        request.Headers.TransferEncodingChunked = isChunked;
        // The answer may come before the body has left; then the client must not wait for the end of its sending.
        request.Headers.ExpectContinue = false;
        return await shared.Http.SendAsync(request);
    }
}
