using Microsoft.Playwright;
using Workflow.Browser.Cast;
using Workflow.TestSupport;

namespace Workflow.Browser.Console;

/// <summary>Every page with something on it, light and dark, on a laptop and on a phone.</summary>
public sealed class When_any_page_is_looked_at(When_any_page_is_looked_at.BusyShop shop, Chromium chromium, Axe axe) : IClassFixture<When_any_page_is_looked_at.BusyShop>
{
    [Theory]
    [InlineData(1440, false)]
    [InlineData(1440, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task Should_have_no_barrier_and_no_fault_and_fit_the_screen(int width, bool isDark)
    {
        await using var anna = await Visitor.ComeAsync(chromium, shop.Shop.Home, width, isDark);
        List<string> findings = [];
        await anna.GoAsync("/admin/sign-in");
        await LookAsync(anna, "sign-in", (width, isDark), findings);
        await anna.SignInAsync(Shop.Admin);
        foreach (var (name, path) in shop.Pages)
        {
            await anna.GoAsync(path);
            await LookAsync(anna, name, (width, isDark), findings);
        }
        await anna.GoAsync($"/console/orders/{shop.Suspended}");
        await anna.Button("Skip").ClickAsync();
        await anna.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await LookAsync(anna, "dialog", (width, isDark), findings);
        Assert.Empty(findings);
    }

    [Fact]
    public async Task Should_be_usable_by_keyboard_alone()
    {
        await using var olga = await Visitor.ComeAsync(chromium, shop.Shop.Home);
        await olga.SignInAsync(Shop.Operator, $"/console/orders/{shop.Suspended}");
        await olga.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await FocusedAsync(olga));
        await olga.Page.Keyboard.PressAsync("Enter");
        for (var i = 0; i < 20 && await FocusedAsync(olga) != "Retry"; i++)
            await olga.Page.Keyboard.PressAsync("Tab");
        await olga.Page.Keyboard.PressAsync("Enter");
        await olga.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await olga.Page.Keyboard.PressAsync("Escape");
        Assert.Equal("Retry", await FocusedAsync(olga));
    }

    private static Task<string> FocusedAsync(Visitor visitor) => visitor.Page.EvaluateAsync<string>("document.activeElement.textContent.trim()");

    private async Task LookAsync(Visitor visitor, string name, (int Width, bool IsDark) screen, List<string> findings)
    {
        var what = $"{name}-{screen.Width}-{(screen.IsDark ? "dark" : "light")}";
        await visitor.ShootAsync(what, full: name != "dialog");
        findings.AddRange((await axe.FindAsync(visitor.Page)).Select(finding => $"{what}: {finding}"));
        var wide = await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        if (wide > screen.Width)
            findings.Add($"{what}: {wide} wide");
        if (await visitor.Page.EvaluateAsync<bool>("[...document.querySelectorAll('.timeline')].some(line => { const box = line.closest('section'); return box.scrollWidth > box.clientWidth; })"))
            findings.Add($"{what}: the timeline scrolls sideways");
        // The browser itself notes that a page that is not there is not there.
        var said = visitor.Complaints().Where(complaint => !(name.StartsWith("no-", StringComparison.Ordinal) && complaint.Contains("404", StringComparison.Ordinal)));
        findings.AddRange(said.Select(complaint => $"{what}: {complaint}"));
    }

    /// <summary>A shop with orders in every situation.</summary>
    public sealed class BusyShop(PostgresFixture postgres) : IAsyncLifetime
    {
        private Guid _bulk;
        private Guid _completed;
        private Guid _rejected;
        private DeadLetters? _dead;

        public Shop Shop { get; } = new(postgres);

        public Guid Suspended { get; private set; }

        internal (string Name, string Path)[] Pages =>
        [
            ("overview", "/"), ("orders", "/console/orders"), ("orders-filtered", "/console/orders?state=Suspended&sort=stuck&customerId=17850"),
            ("orders-wrong", "/console/orders?minAttempt=x"), ("orders-none", "/console/orders?customerId=nobody"),
            ("order-suspended", $"/console/orders/{Suspended}"), ("order-completed", $"/console/orders/{_completed}"), ("order-rejected", $"/console/orders/{_rejected}"),
            ("order-past", $"/console/orders/{_completed}?at=2100-01-01T00:00:00Z"), ("no-order", $"/console/orders/{Guid.Empty}"),
            ("stuck", "/console/stuck"), ("bulk-new", "/console/bulk/new?state=Suspended&step=payment"), ("bulk", $"/console/bulk/{_bulk}"),
            ("dead-letters", "/console/dead-letters"), ("dead-letters-none", "/console/dead-letters?state=dropped"), ("dead-letter", $"/console/dead-letters/{_dead!.LetterId}"),
            ("dead-letters-drop", "/console/dead-letters/drop-all?fingerprint=a1b2c3d4e5f60718"),
            ("schedule", "/console/schedule"), ("stock", "/console/stock"), ("instances", "/console/instances"), ("audit", "/console/audit"), ("no-page", "/console/nowhere"),
        ];

        public async ValueTask InitializeAsync()
        {
            await Shop.InitializeAsync();
            for (var i = 0; i < 8; i++)
                _completed = await Shop.PlaceAsync($"invoice-{i}");
            _rejected = await Shop.PlaceAsync("sold-out", "unknown-sku");
            await Shop.ReachAsync(_completed, "Completed");
            await Shop.ReachAsync(_rejected, "Rejected");
            Suspended = (await Shop.SuspendAsync(5))[0];
            _dead = await DeadLetters.StoreAsync(Shop);
            var bulk = await Shop.SendAsync("/admin/bulk", """{"action":"retry","filter":{"step":"payment"},"reason":"the gateway is back"}""", System.Net.HttpStatusCode.Created);
            _bulk = bulk.GetProperty("bulkId").GetGuid();
        }

        public ValueTask DisposeAsync() => Shop.DisposeAsync();
    }
}
