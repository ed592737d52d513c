using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Workflow.Host.Admin.Access;

namespace Workflow.Host.OperatorConsole.Shell;

/// <summary>What all pages share: who looks, what the address asks for, and what is shown when the database is away.</summary>
public abstract class ConsolePage : ComponentBase
{
    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private ILoggerFactory Loggers { get; set; } = default!;

    /// <summary>The request.</summary>
    protected HttpContext Http => Context;

    /// <summary>Whoever signed in.</summary>
    protected ClaimsPrincipal Who => Context.User;

    /// <summary>Whether they may decide of anything.</summary>
    protected bool MayOperate => Who.Has(AdminRoles.Operator);

    /// <summary>Whether they may change what is not about orders, such as stock.</summary>
    protected bool MayAdminister => Who.Has(AdminRoles.Admin);

    /// <summary>The time by which ages are told, UTC.</summary>
    protected DateTimeOffset Now { get; private set; }

    /// <summary>Whether everything has been read.</summary>
    protected bool IsReady { get; private set; }

    /// <summary>Whether the database did not answer.</summary>
    protected bool IsAway { get; private set; }

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task LoadAsync();

    /// <summary>What the address says of <paramref name="name"/>; null for nothing.</summary>
    protected string? Asked(string name) => Context.Request.Query[name].FirstOrDefault() is { Length: > 0 } text ? text : null;

    /// <summary>The address of this page with one thing changed; null takes it out.</summary>
    protected string With(string name, string? value) => Addresses.With(Context.Request, name, value);

    /// <summary>Answers 404 with the page that says so. What is not there is not asked for again.</summary>
    protected void IsNotThere()
    {
        // As the answer starts: a component that sets it while it renders loses its body to the status code pages.
        var response = Context.Response;
        response.OnStarting(() =>
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc />
    protected sealed override async Task OnInitializedAsync()
    {
        Now = Time.GetUtcNow();
        try
        {
            await LoadAsync();
            IsReady = true;
        }
        catch (Exception error) when (Away.Is(error))
        {
            IsAway = true;
            Context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Away.NotShown(Loggers.CreateLogger<ConsolePage>(), error);
        }
    }
}
