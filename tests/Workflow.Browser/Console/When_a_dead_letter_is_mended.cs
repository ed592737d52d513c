using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Workflow.Browser.Cast;

namespace Workflow.Browser.Console;

public sealed class When_a_dead_letter_is_mended(Shop shop, Chromium chromium) : IClassFixture<Shop>
{
    [Fact]
    public async Task Should_let_its_order_go_on_and_stand_in_the_audit()
    {
        var dead = await DeadLetters.StoreAsync(shop);
        await using var olga = await Visitor.ComeAsync(chromium, shop.Home);
        await olga.SignInAsync(Shop.Operator, "/console/dead-letters");
        await olga.ShootAsync("story-8-dead-letters");
        await olga.Page.Locator("#list tbody th a").First.ClickAsync();
        await olga.Heading("The message could not be read.").WaitForAsync();

        // An edit that does not help is refused, and what was written stays.
        await olga.Button("Edit").First.ClickAsync();
        var dialog = olga.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason").FillAsync("the shop left the trace out");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await dialog.GetByText("Nothing was done. Please correct").WaitForAsync();
        await olga.ShootAsync("story-9-edit", full: false);
        await dialog.GetByLabel("Message", new() { Exact = true }).FillAsync(dead.Mended);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await olga.SeesAsync("The message was replaced.");
        await olga.Heading("As it came").WaitForAsync();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(dead.Mended), JsonNode.Parse(await olga.Page.GetByLabel("Message", new() { Exact = true }).First.InnerTextAsync())));

        await olga.DecideAsync("Resend", "the message is whole now");
        await olga.SeesAsync("The message was sent again.");
        await olga.SeesStateAsync("Resent");
        await olga.ShootAsync("story-10-resent");
        await shop.ReachAsync(dead.Message.OrderId, "Completed");

        await olga.GoAsync("/console/audit");
        foreach (var action in new[] { "Dead letter edit", "Dead letter resend" })
            await olga.Page.Locator("#audit tbody tr", new() { HasText = action }).Filter(new() { HasText = "Done" }).WaitForAsync();
        Assert.Empty(olga.Complaints());
    }
}
