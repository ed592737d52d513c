using System.Net;
using Microsoft.Playwright;
using Workflow.Browser.Cast;

namespace Workflow.Browser.Console;

public sealed class When_a_viewer_looks(Shop shop, Chromium chromium) : IClassFixture<Shop>
{
    [Fact]
    public async Task Should_see_everything_and_be_refused_every_action()
    {
        var order = (await shop.SuspendAsync(1))[0];
        await using var victor = await Visitor.ComeAsync(chromium, shop.Home);
        await victor.SignInAsync(Shop.Viewer, $"/console/orders/{order}");
        await victor.SeesAsync("You are signed in as viewer");
        await Assertions.Expect(victor.Button("Retry")).ToHaveCountAsync(0);
        await victor.ShootAsync("viewer-order");
        await victor.GoAsync("/console/stuck");
        await Assertions.Expect(victor.Page.Locator("#groups tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(victor.Page.GetByText("Release", new() { Exact = true })).ToHaveCountAsync(0);
        await victor.GoAsync("/console/bulk/new?state=Suspended");
        await victor.SeesAsync("Your role does not allow this.");

        // The form that is not shown does not help either, whoever builds it.
        var answer = await victor.Page.EvaluateAsync<string>(
            """
            async (order) => {
              const token = document.querySelector("input[name=__RequestVerificationToken]").value;
              const sent = await fetch(`/console/orders/${order}/retry`, { method: "POST", body: new URLSearchParams({ reason: "let me", key: "a", __RequestVerificationToken: token }) });
              return sent.url;
            }
            """,
            order);

        Assert.EndsWith("said=forbidden", answer, StringComparison.Ordinal);
        Assert.Equal("Suspended", await shop.ReadAsync<string>("SELECT state FROM orders.saga WHERE order_id = $1", order));
        await victor.GoAsync("/console/audit?actor=victor");
        await victor.Page.Locator("#audit tbody tr", new() { HasText = "Order retry" }).Filter(new() { HasText = "Refused" }).WaitForAsync();
        await victor.ShootAsync("viewer-audit");
        Assert.Empty(victor.Complaints());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/console/orders")]
    [InlineData("/console/audit?actor=olga")]
    public async Task Should_be_led_to_the_sign_in_and_back(string path)
    {
        await using var victor = await Visitor.ComeAsync(chromium, shop.Home);
        await victor.SignInAsync(Shop.Viewer, path);
        Assert.Equal(new Uri(shop.Home, path).ToString(), victor.Page.Url);
        await victor.Button("Sign out").ClickAsync();
        await victor.Button("Sign in").WaitForAsync();
        await victor.GoAsync("/console/orders");
        await victor.Button("Sign in").WaitForAsync();
        Assert.Empty(victor.Complaints());
    }

    [Fact]
    public async Task Should_not_be_led_to_another_host()
    {
        await using var victor = await Visitor.ComeAsync(chromium, shop.Home);
        await victor.SignInAsync(Shop.Viewer, "/admin/sign-in?return=https://evil.example/");
        Assert.Equal(shop.Home.ToString(), victor.Page.Url);
    }

    [Theory]
    [InlineData("orders/6b1e0000-0000-7000-8000-000000000000/retry")]
    [InlineData("bulk")]
    [InlineData("bulk/6b1e0000-0000-7000-8000-000000000000/run")]
    [InlineData("dead-letters/6b1e0000-0000-7000-8000-000000000000/edit")]
    [InlineData("dead-letters/drop")]
    [InlineData("schedule/6b1e0000-0000-7000-8000-000000000000/run")]
    public async Task Should_refuse_forms_of_strangers_and_of_other_pages(string path)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = shop.Home };
        using var form = new FormUrlEncodedContent([new("reason", "x"), new("key", "x")]);
        using var stranger = await http.PostAsync("/console/" + path, form);
        Assert.Equal((HttpStatusCode.Redirect, "/admin/sign-in"), (stranger.StatusCode, stranger.Headers.Location!.AbsolutePath));

        using var signIn = new StringContent($$"""{"key":"{{Shop.Operator}}"}""", null, "application/json");
        using var signedIn = await http.PostAsync("/admin/sign-in", signIn);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        using var again = new FormUrlEncodedContent([new("reason", "x"), new("key", "x")]);
        using var forged = await http.PostAsync("/console/" + path, again);
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
    }
}
