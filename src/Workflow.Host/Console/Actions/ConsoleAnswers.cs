using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Workflow.Host.Admin.Audit;
using Workflow.Host.OperatorConsole.Live;
using Workflow.Host.OperatorConsole.Shell;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.OperatorConsole.Actions;

/// <summary>How an action answers: with the page that shows what it did, or with what is wrong with the form.</summary>
internal static class ConsoleAnswers
{
    /// <summary>To a page that says it.</summary>
    internal static IResult Said(string page, string said) => new SeeOther(QueryHelpers.AddQueryString(page, "said", said));

    /// <summary>The form stays as it is, and is told what is wrong.</summary>
    internal static IResult Wrong(IReadOnlyList<FieldError> errors) => new RazorComponentResult<FaultsPage>(
        new Dictionary<string, object?> { [nameof(FaultsPage.Lines)] = errors.Select(error => $"{error.Field}: {error.Message}").ToList() });

    /// <summary>What may go wrong with every action ends on the page that it came from; afterwards everybody sees what it did.</summary>
    internal static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        try
        {
            return await next(invocation);
        }
        catch (AdminForbiddenException)
        {
            return Said(PageOf(context), Notices.Forbidden);
        }
        catch (Exception error) when (Away.Is(error) && !context.RequestAborted.IsCancellationRequested)
        {
            Away.NotShown(context.RequestServices.GetRequiredService<ILogger<SharedLooks>>(), error);
            return Said(PageOf(context), Notices.Away);
        }
        finally
        {
            context.RequestServices.GetRequiredService<SharedLooks>().Forget();
        }
    }

    // The referrer of our own pages, which the browser sends to our own host.
    private static string PageOf(HttpContext context) =>
        Uri.TryCreate(context.Request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == context.Request.Host.Value ? from.AbsolutePath : "/";

    /// <summary>A redirect that is always a GET; within this host.</summary>
    private sealed class SeeOther(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
