using System.Net;
using Microsoft.Playwright;
using Workflow.Browser.Cast;

namespace Workflow.Browser.Console;

public sealed class When_goods_and_letters_are_settled(Shop shop, Chromium chromium) : IClassFixture<Shop>
{
    [Fact]
    public async Task Should_book_goods_once_and_say_so_in_the_audit()
    {
        await using var anna = await Visitor.ComeAsync(chromium, shop.Home);
        await anna.SignInAsync(Shop.Admin, "/console/stock");
        await anna.Button("Receive goods").ClickAsync();
        var dialog = anna.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Number of the delivery").FillAsync("truck 9");
        await dialog.GetByLabel("Products").FillAsync("NEW-1 forty");
        await dialog.GetByLabel("Reason").FillAsync("it came without a notice");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Receive goods", Exact = true }).ClickAsync();
        await dialog.GetByText("Line 1 must be a SKU").WaitForAsync();
        await anna.ShootAsync("stock-receive", full: false);
        await dialog.GetByLabel("Products").FillAsync("NEW-1 40\nNEW-2 7");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Receive goods", Exact = true }).ClickAsync();
        await anna.SeesAsync("The goods are on stock.");
        Assert.Equal(40L, await shop.ReadAsync<long>("SELECT on_hand::bigint FROM stock.item WHERE sku = 'NEW-1'"));

        await anna.DecideAsync("Receive goods", "pressed again", async again =>
        {
            await again.GetByLabel("Number of the delivery").FillAsync("truck 9");
            await again.GetByLabel("Products").FillAsync("NEW-1 40");
        });
        await anna.SeesAsync("This delivery had been booked before.");
        Assert.Equal(40L, await shop.ReadAsync<long>("SELECT on_hand::bigint FROM stock.item WHERE sku = 'NEW-1'"));
        await anna.GoAsync("/console/audit");
        await anna.Page.Locator("#audit tbody tr", new() { HasText = "Stock receive" }).Filter(new() { HasText = "it came without a notice" }).WaitForAsync();
        Assert.Empty(anna.Complaints());
    }

    [Fact]
    public async Task Should_offer_nobody_else_to_book_goods()
    {
        await using var olga = await Visitor.ComeAsync(chromium, shop.Home);
        await olga.SignInAsync(Shop.Operator, "/console/stock");
        Assert.Equal(0, await olga.Button("Receive goods").CountAsync());
    }

    [Fact]
    public async Task Should_show_what_would_be_dropped_and_drop_that_alone()
    {
        await DeadLetters.StoreAsync(shop);
        await DeadLetters.StoreAsync(shop);
        await using var olga = await Visitor.ComeAsync(chromium, shop.Home);
        await olga.SignInAsync(Shop.Operator, "/console/dead-letters");
        await olga.Link("Drop all of this error").ClickAsync();
        await olga.Heading("Drop 2 letters").First.WaitForAsync();
        Assert.Equal(2, await olga.Page.Locator("#list tbody tr").CountAsync());
        // One dies while the operator reads.
        await olga.Button("Drop all").First.ClickAsync();
        var late = await DeadLetters.StoreAsync(shop);
        var dialog = olga.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason").FillAsync("their shop sent them again");
        await olga.ShootAsync("dead-letters-drop-dialog", full: false);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Drop all", Exact = true }).ClickAsync();

        await olga.SeesAsync("The letters of this group were given up.");
        Assert.Equal(late.LetterId, await shop.ReadAsync<Guid>("SELECT dead_letter_id FROM messaging.dead_letter WHERE state = 'open'"));
        Assert.Equal(2L, await shop.ReadAsync<long>("SELECT count(*) FROM messaging.dead_letter WHERE state = 'dropped'"));
        Assert.Empty(olga.Complaints());
    }

    [Theory]
    [InlineData("/console/orders/00000000-0000-0000-0000-000000000001")]
    [InlineData("/console/dead-letters/00000000-0000-0000-0000-000000000001")]
    [InlineData("/console/bulk/00000000-0000-0000-0000-000000000001")]
    [InlineData("/console/nowhere")]
    public async Task Should_say_with_the_status_that_something_is_not_there(string path)
    {
        await using var victor = await Visitor.ComeAsync(chromium, shop.Home);
        await victor.SignInAsync(Shop.Viewer);
        var answer = await victor.Page.GotoAsync(path);
        Assert.Equal((int)HttpStatusCode.NotFound, answer!.Status);
        Assert.True(await victor.Page.Locator("[data-gone]").IsVisibleAsync());
    }
}
