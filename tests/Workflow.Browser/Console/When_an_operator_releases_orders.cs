using Microsoft.Playwright;
using Workflow.Browser.Cast;

namespace Workflow.Browser.Console;

public sealed class When_an_operator_releases_orders(Shop shop, Chromium chromium) : IClassFixture<Shop>
{
    [Fact]
    public async Task Should_lead_from_the_outage_to_the_audit()
    {
        var orders = await shop.SuspendAsync(6);
        await using var olga = await Visitor.ComeAsync(chromium, shop.Home);
        await olga.SignInAsync(Shop.Operator);

        // Find them, and read why.
        await olga.Link("Stuck").First.ClickAsync();
        await olga.Page.Locator("#groups tbody tr", new() { HasText = "Payment" }).WaitForAsync();
        await olga.ShootAsync("story-1-stuck");
        await olga.Page.Locator("#groups tbody tr td.n a").First.ClickAsync();
        await olga.Page.WaitForURLAsync("**/console/orders?**");
        await olga.ShootAsync("story-1-list");
        await Assertions.Expect(olga.Page.Locator("#orders tbody tr")).ToHaveCountAsync(6);
        await olga.GoAsync($"/console/orders/{orders[0]}");
        await olga.Heading("The money could not be taken.").WaitForAsync();
        await olga.ShootAsync("story-2-why");

        // Retry one, and see it complete without loading the page again.
        await olga.Page.EvaluateAsync("window.same = true");
        await olga.DecideAsync("Retry", "the gateway is back");
        await olga.SeesAsync("The step is tried again");
        await olga.SeesStateAsync("Completed");
        Assert.True(await olga.Page.EvaluateAsync<bool>("window.same === true"));
        await olga.ShootAsync("story-3-completed");

        // Select the rest by its reason, look at the count, run it, and watch.
        await olga.GoAsync("/console/stuck");
        await olga.Page.GetByRole(AriaRole.Link, new() { Name = "Release the orders suspended at payment" }).ClickAsync();
        await olga.Page.GetByLabel("Reason").FillAsync("the gateway is back");
        await olga.ShootAsync("story-4-plan");
        await olga.Button("Preview").ClickAsync();
        await olga.Heading("Retry 5 orders").WaitForAsync();
        await olga.SeesStateAsync("Preview");
        foreach (var order in orders[1..])
            Assert.Equal("Suspended", await shop.ReadAsync<string>("SELECT state FROM orders.saga WHERE order_id = $1", order));
        await olga.ShootAsync("story-5-preview");
        await olga.Page.EvaluateAsync("window.same = true");
        await olga.Button("Run").ClickAsync();
        await olga.SeesStateAsync("Finished");
        await olga.Heading("Finished: 5 of 5 resolved").WaitForAsync();
        await Assertions.Expect(olga.Page.Locator("#items .s-resolved")).ToHaveCountAsync(5);
        Assert.True(await olga.Page.EvaluateAsync<bool>("window.same === true"));
        await olga.ShootAsync("story-6-results");
        foreach (var order in orders)
            await shop.ReachAsync(order, "Completed");

        // All of it is in the audit.
        await olga.Link("Audit").ClickAsync();
        var audit = olga.Page.Locator("#audit tbody tr");
        foreach (var action in new[] { "Sign in", "Order retry", "Bulk preview", "Bulk run" })
            await audit.Filter(new() { HasText = action }).Filter(new() { HasText = "olga" }).Filter(new() { HasText = "Done" }).First.WaitForAsync();
        await audit.Filter(new() { HasText = "the gateway is back" }).First.WaitForAsync();
        await olga.ShootAsync("story-7-audit");
        Assert.Empty(olga.Complaints());
    }

    [Fact]
    public async Task Should_do_nothing_twice_for_a_form_that_is_sent_twice()
    {
        var order = (await shop.SuspendAsync(1))[0];
        await using var olga = await Visitor.ComeAsync(chromium, shop.Home);
        await olga.SignInAsync(Shop.Operator, $"/console/orders/{order}");
        await olga.Button("Retry").ClickAsync();
        await olga.Page.Locator("#do-retry-reason").FillAsync("twice");

        // As two clicks would send it, before either is answered.
        await olga.Page.EvaluateAsync(
            """
            async () => {
              const form = document.querySelector("#do-retry form");
              const send = () => fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(form)) });
              await Promise.all([send(), send()]);
            }
            """);

        await shop.ReachAsync(order, "Completed");
        Assert.Equal(1, await shop.ReadAsync<long>("SELECT count(*) FROM orders.order_event WHERE order_id = $1 AND type = 'step-retried'", order));
        Assert.Equal(
            "done,repeated",
            await shop.ReadAsync<string>("SELECT string_agg(result, ',' ORDER BY result) FROM admin.audit WHERE order_id = $1 AND action = 'order-retry'", order));
    }

    [Fact]
    public async Task Should_say_what_is_wrong_with_a_form_and_keep_what_was_written()
    {
        var order = (await shop.SuspendAsync(1))[0];
        await using var olga = await Visitor.ComeAsync(chromium, shop.Home);
        await olga.SignInAsync(Shop.Operator, $"/console/orders/{order}");
        await olga.Button("Skip").ClickAsync();
        var dialog = olga.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason").FillAsync("paid in cash");
        await dialog.GetByLabel("Reference").FillAsync(" ");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Skip", Exact = true }).ClickAsync();

        await dialog.GetByText("reference: Give 1 to 64 characters.").WaitForAsync();
        Assert.Equal("paid in cash", await dialog.GetByLabel("Reason").InputValueAsync());
        Assert.Equal("Suspended", await shop.ReadAsync<string>("SELECT state FROM orders.saga WHERE order_id = $1", order));

        await dialog.GetByLabel("Reference").FillAsync("till 3");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Skip", Exact = true }).ClickAsync();
        await shop.ReachAsync(order, "Completed");
    }
}
