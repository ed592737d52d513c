using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace Workflow.Browser.Cast;

/// <summary>Somebody in front of the console, and all that their browser complains of or asks others for.</summary>
public sealed class Visitor : IAsyncDisposable
{
    /// <summary>Milliseconds that only a failing test waits.</summary>
    internal const float Patience = 90_000;

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private readonly Uri _home;

    private Visitor(IBrowserContext context, IPage page, Uri home)
    {
        (_context, Page, _home) = (context, page, home);
        page.SetDefaultTimeout(Patience);
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"{message.Type}: {message.Text} {message.Location}");
        page.PageError += (_, error) => Note(true, $"error: {error}");
        page.Request += (_, request) => Note(IsForeign(request.Url), $"request to another host: {request.Url}");
    }

    public IPage Page { get; }

    /// <summary>Opens a browser of its own for them.</summary>
    public static async Task<Visitor> ComeAsync(Chromium chromium, Uri home, int width = 1440, bool isDark = false)
    {
        var browser = await chromium.BrowserAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = home.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 844 : 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        return new Visitor(context, await context.NewPageAsync(), home);
    }

    /// <summary>Signs in by the page, which a visitor without a session is led to.</summary>
    public async Task SignInAsync(string key, string path = "/")
    {
        await Page.GotoAsync(path);
        await Page.GetByLabel("Key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
    }

    public Task GoAsync(string path) => Page.GotoAsync(path);

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name });

    /// <summary>Opens the dialog of an action, gives a reason, and confirms.</summary>
    public async Task DecideAsync(string action, string reason, Func<ILocator, Task>? fill = null)
    {
        await Button(action).First.ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason").FillAsync(reason);
        if (fill is not null)
            await fill(dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
    }

    /// <summary>Waits until the page says so, without being loaded again.</summary>
    public Task SeesAsync(string text) => Page.GetByText(text).First.WaitForAsync();

    /// <summary>The state of the order or the bulk action beside the heading.</summary>
    public Task SeesStateAsync(string state) => Page.Locator(".head .state", new() { HasText = state }).WaitForAsync();

    /// <summary>Keeps a picture for people to look at.</summary>
    public Task ShootAsync(string name, bool full = true) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures(), name + ".png"), FullPage = full });

    /// <summary>What the browser complained of since the last time.</summary>
    public List<string> Complaints()
    {
        lock (_complaints)
        {
            List<string> said = [.. _complaints];
            _complaints.Clear();
            return said;
        }
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Note(bool isOne, string text)
    {
        if (!isOne)
            return;
        lock (_complaints)
            _complaints.Add(text);
    }

    private bool IsForeign(string address) => new Uri(address) is var uri && uri.Scheme is "http" or "https" or "ws" or "wss" && uri.Authority != _home.Authority;

    private static string Pictures([CallerFilePath] string here = "") =>
        Directory.CreateDirectory(Path.GetFullPath(Path.Combine(here, "../../../../artifacts/screenshots"))).FullName;
}
