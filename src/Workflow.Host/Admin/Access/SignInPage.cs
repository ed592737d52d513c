namespace Workflow.Host.Admin.Access;

/// <summary>
/// <c>GET /admin/sign-in</c>: asks for a key, or takes the token of a one-time link out of its own address. No script and no
/// style stands in the page, and the browser is told to run none that does.
/// </summary>
internal static class SignInPage
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string Html =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Sign in - Workflow</title>
        <link rel="icon" href="/console/assets/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/console/assets/base.css">
        <link rel="stylesheet" href="/console/assets/parts.css">
        <link rel="stylesheet" href="sign-in.css">
        <script src="sign-in.js" defer></script>
        </head>
        <body>
        <main class="card">
        <h1>Workflow</h1>
        <p class="soft">Sign in to the operator's console with your key.</p>
        <form id="form" class="fields">
        <div><label for="key">Key</label>
        <input id="key" type="password" autocomplete="current-password" required maxlength="256" autofocus></div>
        <button class="main">Sign in</button>
        </form>
        <p id="says" role="status"></p>
        </main>
        </body>
        </html>
        """;

    private const string Script =
        """
        "use strict";
        const says = document.getElementById("says");
        // Only to a page of this host: a link to another one may not be hidden in an address of ours.
        function back() {
          const to = new URL(new URLSearchParams(location.search).get("return") ?? "/", location.origin);
          return to.origin === location.origin ? to.href : "/";
        }
        async function signIn(body) {
          says.textContent = "Signing in.";
          try {
            const answer = await fetch("sign-in", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
            if (answer.ok) {
              location.replace(back());
              return;
            }
            says.textContent = (await answer.json()).detail;
          } catch {
            says.textContent = "The host does not answer.";
          }
        }
        document.getElementById("form").addEventListener("submit", (event) => {
          event.preventDefault();
          signIn({ key: document.getElementById("key").value });
        });
        const token = location.hash.slice(1);
        if (token) {
          history.replaceState(null, "", location.pathname);
          signIn({ link: token });
        }
        """;

    private const string Style =
        """
        body { display: grid; min-height: 100vh; place-items: center; }
        main { width: min(22rem, 92vw); min-height: 0; padding: 1.5rem; }
        #says { margin: .75rem 0 0; min-height: 1.5em; }
        """;

    internal static void Map(RouteGroupBuilder admin)
    {
        MapText(admin, "/sign-in", Html, "text/html; charset=utf-8");
        MapText(admin, "/sign-in.js", Script, "text/javascript; charset=utf-8");
        MapText(admin, "/sign-in.css", Style, "text/css; charset=utf-8");
    }

    private static void MapText(RouteGroupBuilder admin, string path, string text, string type) =>
        admin.MapGet(path, (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = Policy;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.ContentType = type;
            return context.Response.WriteAsync(text, context.RequestAborted);
        }).Anyone("sign-in-page").ExcludeFromDescription();
}
