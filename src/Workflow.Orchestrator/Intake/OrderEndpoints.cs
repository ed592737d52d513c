using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Workflow.Orchestrator.Intake;

/// <summary>The HTTP door: accept an order, accept many, show one, cancel one.</summary>
public static class OrderEndpoints
{
    private const string Json = "application/json";
    private const string AnyJson = "application/*+json";

    /// <summary>Maps <c>/orders</c>.</summary>
    public static void MapOrders(this IEndpointRouteBuilder app)
    {
        var orders = app.MapGroup("/orders").WithTags("Orders");
        var services = app.ServiceProvider;
        // Asked of the host: what a handler asks of its request opens a scope of services for it.
        Func<HttpContext, Task> submit = context => PostAsync(context, services.GetRequiredService<OrderIntake>(), services.GetRequiredService<OrderDoor>());
        orders.MapPost("", submit)
            .WithName("SubmitOrder").WithSummary("Accept an order; the answer comes after its commit.")
            .Accepts<OrderBody>(Json, AnyJson).Produces<OrderAccepted>(202, Json).ProducesProblems(400, 409, 413, 415, 422, 429, 503)
            // Nobody signs in to place an order, so what comes after routing would have nothing to do.
            .ShortCircuit();
        orders.MapPost("/batch", (HttpContext context, OrderIntake intake, OrderDoor door) => BatchEndpoint.PostAsync(context, intake, door))
            .WithName("SubmitOrders").WithSummary("Accept many orders, one JSON object a line; the answer has a line for each.")
            .Accepts<OrderBody>(BatchResultWriter.ContentType, "application/jsonl").Produces<BatchResult>(200, BatchResultWriter.ContentType).ProducesProblems(400, 415)
            // The batch counts its bytes itself, line by line, and answers what came before the limit.
            .WithMetadata(new UnlimitedBody());
        orders.MapGet("/{orderId:guid}", (Guid orderId, HttpContext context, OrderQuery query) => OrderQueryEndpoint.GetAsync(orderId, context, query))
            .WithName("GetOrder").WithSummary("Status, steps done, steps that remain and timeline of an order.")
            .Produces<Orders.OrderView>(200, Json).ProducesProblems(404, 503);
        orders.MapPost("/{orderId:guid}/cancel", (Guid orderId, HttpContext context, OrderIntake intake, OrderQuery query, OrderDoor door) =>
                CancelEndpoint.PostAsync(orderId, context, (intake, query, door)))
            .WithName("CancelOrder").WithSummary("Cancel an order at the customer's wish, until it is shipped.")
            .Accepts<CancelBody>(isOptional: true, Json, AnyJson).Produces<OrderAccepted>(202, Json).ProducesProblems(400, 404, 409, 413, 415, 429, 503);
    }

    private static async Task PostAsync(HttpContext context, OrderIntake intake, OrderDoor door)
    {
        var traceId = TraceParent.TraceIdOf(context);
        if (!OrderDoor.IsJson(context.Request))
        {
            await door.RefuseAsync(context, Problems.UnsupportedMediaType(traceId, Json));
            return;
        }
        if (door.RefusalForNow(intake) is { } closed)
        {
            await door.RefuseAsync(context, door.ProblemOf(closed, traceId));
            return;
        }
        var body = await BoundedBody.ReadAsync(context.Request, door.Options.MaxBodyBytes, door.Read, context.RequestAborted);
        if (body is null)
        {
            await door.RefuseAsync(context, Problems.BodyTooLarge(traceId, door.Options.MaxBodyBytes));
            return;
        }
        IReadOnlyList<FieldError> errors = [.. door.HeaderErrors(context, out var key, out var client), .. body.Errors];
        if (errors.Count > 0)
        {
            await door.RefuseAsync(context, Problems.Invalid(traceId, errors));
            return;
        }
        var result = await door.SubmitAsync(intake, body.Request!, (key, client, traceId));
        if (result is IntakeResult.Accepted accepted)
            await OrderAccepted.Of(accepted.OrderId, accepted.AcceptedAt).WriteAsync(context.Response, accepted.Replayed, context.RequestAborted);
        else
            await door.RefuseAsync(context, door.ProblemOf((IntakeResult.Refused)result, traceId));
    }

    /// <summary>Documents refusals, which all have one form.</summary>
    internal static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder builder, params int[] statuses)
    {
        foreach (var status in statuses)
            builder.Produces<Problem>(status, Problems.ContentType);
        return builder;
    }

    private sealed class UnlimitedBody : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
