using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workflow.Messaging.Lanes;

namespace Workflow.Orchestrator.Intake;

/// <summary>Turns what a handler did not expect into a problem: a client that left, a database that is away, a defect.</summary>
public static partial class RequestFaults
{
    /// <summary>Adds the last line of defence; first in the pipeline.</summary>
    public static void UseRequestFaults(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Workflow.Http");
        var options = app.ApplicationServices.GetRequiredService<IOptions<IntakeOptions>>().Value;
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
                if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
                    await AnswerAsync(context, context.Response.StatusCode);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
            catch (Exception error) when (!context.Response.HasStarted)
            {
                await AnswerAsync(context, error, (logger, options));
            }
        });
    }

    /// <summary>What routing refused by itself, such as an unknown path, is told in the same form.</summary>
    private static Task AnswerAsync(HttpContext context, int status)
    {
        var traceId = TraceParent.TraceIdOf(context);
        var problem = status switch
        {
            StatusCodes.Status415UnsupportedMediaType => Problems.UnsupportedMediaType(traceId, AcceptedTypes(context)),
            StatusCodes.Status404NotFound => Problems.NothingHere(traceId, context.Request.Path),
            StatusCodes.Status405MethodNotAllowed => Problems.MethodNotAllowed(traceId, context.Request.Method),
            _ => Problems.Refused(traceId, status),
        };
        return Problems.WriteAsync(context.Response, problem, context.RequestAborted);
    }

    private static string AcceptedTypes(HttpContext context) =>
        context.Request.Path.Value?.EndsWith("/batch", StringComparison.Ordinal) == true ? BatchResultWriter.ContentType : "application/json";

    private static Task AnswerAsync(HttpContext context, Exception error, (ILogger Logger, IntakeOptions Options) use)
    {
        var traceId = TraceParent.TraceIdOf(context);
        var problem = error switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problems.BodyTooLarge(traceId, use.Options.MaxBodyBytes),
            BadHttpRequestException bad => Problems.Invalid(traceId, [new FieldError("body", FieldErrorCodes.InvalidFormat, bad.Message)]),
            LaneFullException => Problems.QueueFull(traceId, use.Options.RetryAfterSeconds),
            LaneTimeoutException => Problems.CommitTooSlow(traceId, use.Options.RetryAfterSeconds),
            LaneStoppedException => Problems.Stopping(traceId, use.Options.RetryAfterSeconds),
            _ when DatabaseFaults.IsServers(error) => Problems.DatabaseUnavailable(traceId, use.Options.RetryAfterSeconds),
            _ => Problems.Internal(traceId),
        };
        if (problem.Status >= 500)
            LogFailed(use.Logger, error, context.Request.Method, context.Request.Path, traceId);
        return Problems.WriteAsync(context.Response, problem, context.RequestAborted);
    }

    [LoggerMessage(2001, LogLevel.Error, "{Method} {Path} failed, trace {TraceId}")]
    private static partial void LogFailed(ILogger logger, Exception error, string method, string path, string traceId);
}
