using Microsoft.Playwright;
using Workflow.Browser.Cast;

namespace Workflow.Browser.Console;

public sealed class When_the_host_is_away(Shop shop, Chromium chromium) : IClassFixture<Shop>
{
    [Fact]
    public async Task Should_say_so_and_go_on_by_itself_after_a_restart()
    {
        await using var olga = await Visitor.ComeAsync(chromium, shop.Home);
        await olga.SignInAsync(Shop.Operator, "/console/orders");
        await shop.PlaceAsync("before-the-restart");
        await olga.SeesAsync("before-the-restart");
        await olga.Page.EvaluateAsync("window.same = true");

        await shop.StopAsync();
        await olga.SeesAsync("The host does not answer.");
        await olga.ShootAsync("offline", full: false);
        await shop.StartAsync();
        await shop.PlaceAsync("after-the-restart");

        await olga.SeesAsync("after-the-restart");
        await Assertions.Expect(olga.Page.Locator("#offline")).ToBeEmptyAsync();
        Assert.True(await olga.Page.EvaluateAsync<bool>("window.same === true"));
    }

    [Fact]
    public async Task Should_stand_still_when_somebody_wants_to_read()
    {
        await using var olga = await Visitor.ComeAsync(chromium, shop.Home);
        await olga.SignInAsync(Shop.Operator, "/console/orders");
        await olga.Button("Pause").ClickAsync();
        await shop.PlaceAsync("meanwhile");
        var asked = 0;
        olga.Page.Request += (_, _) => Interlocked.Increment(ref asked);
        // Longer than three turns.
        await Task.Delay(TimeSpan.FromSeconds(7));
        Assert.Equal((0, 0), (asked, await olga.Page.GetByText("meanwhile").CountAsync()));
        await olga.Button("Go on").ClickAsync();
        await olga.SeesAsync("meanwhile");
    }
}
