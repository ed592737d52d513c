using System.Net;
using System.Text.RegularExpressions;
using Workflow.Integration.Embedded;
using Workflow.Integration.Intake;
using Workflow.Integration.PaymentGateway;
using Workflow.Integration.Processes;

namespace Workflow.Integration.Admin;

/// <summary>Whoever starts a host with its private PostgreSQL signs in without any configuration.</summary>
public sealed partial class When_the_host_prints_a_link
{
    [Fact]
    public async Task Should_sign_its_reader_in_once()
    {
        using var data = DataDirectory.Open();
        await using var host = TestProcess.Start(
            Programs.Host, ["--Urls=http://127.0.0.1:0", $"--Embedded:DataDirectory={data.Path}"], ("ConnectionStrings__Workflow", ""), ("Admin__Key", ""));
        await Until.TrueAsync(() => Task.FromResult(Offer().IsMatch(host.Output) || host.HasEnded), () => Task.FromResult(host.Output));
        var offer = Offer().Match(host.Output);
        using var http = new HttpClient { BaseAddress = new Uri(offer.Groups[1].Value), Timeout = RunningHost.Patience };

        using var closed = await http.GetAsync("/admin/session");
        await closed.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        using var first = await SignInAsync(http, offer.Groups[2].Value);
        Assert.Equal("admin", (await first.JsonAsync()).Text("role"));
        using var again = await SignInAsync(http, offer.Groups[2].Value);
        await again.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");

        // The page takes the token out of the part of the address that a browser sends to nobody.
        using var page = await http.GetAsync("/admin/sign-in");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(1, host.Output.Split(offer.Groups[2].Value).Length - 1);
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient http, string token) =>
        http.PostAsync("/admin/sign-in", Requests.Json($$"""{"link":"{{token}}"}"""));

    [GeneratedRegex(@"^Sign in once within ten minutes: (http://127\.0\.0\.1:\d+)/admin/sign-in#([\w-]+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Offer();
}
