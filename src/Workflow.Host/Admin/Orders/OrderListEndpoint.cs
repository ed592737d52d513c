using Workflow.Contracts;
using Workflow.Host.Admin.Access;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin.Orders;

/// <summary><c>GET /admin/orders</c>: orders by whatever is known of them, page by page.</summary>
internal static class OrderListEndpoint
{
    internal static void MapOrderList(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/orders", ([AsParameters] OrderListQuery query, HttpContext context, OrderSearch orders) => GetAsync(query, context, orders))
            .For(AdminRoles.Viewer, "orders")
            .WithName("ListOrders").WithSummary("Orders by state, step, age, attempts, error, customer, product, time or text.")
            .Produces<OrderPage>(200, "application/json").ProducesProblems(400, 401, 403, 503);

    private static async Task GetAsync(OrderListQuery query, HttpContext context, OrderSearch orders)
    {
        var errors = UnknownParameter.Check(context.Request, OrderListQuery.Names);
        var filter = query.Filter.Read(errors);
        var walk = OrderWalk.Of(filter);
        var page = PageRequest.Read(query.Limit, CursorOf(query.Cursor, walk, errors), errors);
        if (errors.Count > 0)
        {
            await context.RefuseAsync(errors);
            return;
        }
        var (items, next) = await orders.ListAsync(context.User, filter, page.After, page.Limit, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new OrderPage(items, next is { } last ? PageLinks.Next(context.Request, last, walk.Mark) : null), OrdersJson.Default.OrderPage,
            cancellationToken: context.RequestAborted);
    }

    // A cursor is a place in one walk; in another one it would be any place.
    private static string? CursorOf(string? cursor, OrderWalk walk, List<FieldError> errors)
    {
        if (cursor is null || (cursor.Length > 1 && cursor[0] == walk.Mark))
            return cursor?[1..];
        errors.Add(new FieldError("cursor", FieldErrorCodes.InvalidFormat, "Send what nextLink of the same list contains, or leave it out for the first page."));
        return null;
    }
}

/// <summary>What may be asked.</summary>
internal sealed record OrderListQuery(
    string? State, string? Step, string? MinAttempt, string? Fingerprint, string? MinAgeSeconds, string? RetryBefore, string? CustomerId,
    string? Sku, string? BusinessType, string? From, string? To, string? Q, string? Sort, string? Limit, string? Cursor)
{
    internal static readonly string[] Names =
    [
        "state", "step", "minAttempt", "fingerprint", "minAgeSeconds", "retryBefore", "customerId", "sku", "businessType", "from", "to", "q",
        "sort", "limit", "cursor",
    ];

    internal OrderFilterFields Filter => new(
        State, Step, MinAttempt, Fingerprint, MinAgeSeconds, RetryBefore, CustomerId, Sku, BusinessType, From, To, Q, Sort);
}

/// <summary>A filter as a client writes it, in the query or in a body.</summary>
/// <param name="State">States, separated by commas.</param>
/// <param name="Step">The step that runs or failed.</param>
/// <param name="MinAttempt">In this attempt or a later one.</param>
/// <param name="Fingerprint">Group of errors.</param>
/// <param name="MinAgeSeconds">In its state for so long at least.</param>
/// <param name="RetryBefore">Next attempt before; RFC 3339.</param>
/// <param name="CustomerId">Exact.</param>
/// <param name="Sku">A product in it, exact.</param>
/// <param name="BusinessType">Exact.</param>
/// <param name="From">Accepted then or later; RFC 3339.</param>
/// <param name="To">Accepted before; RFC 3339.</param>
/// <param name="Q">Order id, idempotency key or reference, exact.</param>
/// <param name="Sort"><c>newest</c> (default) or <c>stuck</c>.</param>
internal sealed record OrderFilterFields(
    string? State = null, string? Step = null, string? MinAttempt = null, string? Fingerprint = null, string? MinAgeSeconds = null,
    string? RetryBefore = null, string? CustomerId = null, string? Sku = null, string? BusinessType = null, string? From = null,
    string? To = null, string? Q = null, string? Sort = null)
{
    private const int MaxText = 255;

    private static readonly string[] Steps =
        [OrderSteps.Stock, OrderSteps.Payment, OrderSteps.Shipment, OrderSteps.ShipmentCancellation, OrderSteps.Refund, OrderSteps.StockRelease];

    /// <summary>The filter; what is wrong is added to <paramref name="errors"/>.</summary>
    internal OrderFilter Read(List<FieldError> errors)
    {
        AdminText.CheckOptional("fingerprint", Fingerprint, MaxText, errors);
        AdminText.CheckOptional("customerId", CustomerId, MaxText, errors);
        AdminText.CheckOptional("sku", Sku, MaxText, errors);
        AdminText.CheckOptional("businessType", BusinessType, MaxText, errors);
        AdminText.CheckOptional("q", Q, MaxText, errors);
        if (Sort is not (null or "newest" or "stuck"))
            errors.Add(new FieldError("sort", FieldErrorCodes.UnknownValue, "Must be newest or stuck."));
        if (Step is not null && !Steps.Contains(Step))
            errors.Add(new FieldError("step", FieldErrorCodes.UnknownValue, $"Must be {string.Join(", ", Steps)}."));
        return new OrderFilter
        {
            States = ReadStates(errors),
            Step = Step,
            MinAttempt = AdminText.ReadNumber("minAttempt", MinAttempt, (1, 1_000), errors),
            Fingerprint = Fingerprint,
            MinAgeSeconds = AdminText.ReadNumber("minAgeSeconds", MinAgeSeconds, (0, int.MaxValue), errors),
            RetryBefore = AdminText.ReadTime("retryBefore", RetryBefore, errors),
            CustomerId = CustomerId,
            Sku = Sku,
            BusinessType = BusinessType,
            From = AdminText.ReadTime("from", From, errors),
            To = AdminText.ReadTime("to", To, errors),
            Text = Q,
            OldestFirst = Sort == "stuck",
        };
    }

    private string[] ReadStates(List<FieldError> errors)
    {
        var states = State?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray() ?? [];
        if (states.Length <= OrderFilter.AllStates.Length && states.All(OrderFilter.AllStates.Contains) && (State is null || states.Length > 0))
            return states;
        errors.Add(new FieldError("state", FieldErrorCodes.UnknownValue, $"Must be of {string.Join(", ", OrderFilter.AllStates)}, separated by commas."));
        return [];
    }
}

/// <summary>A page of orders.</summary>
/// <param name="Items">The orders; there may be fewer than asked for before the last page.</param>
/// <param name="NextLink">Address of the next page; absent on the last.</param>
internal sealed record OrderPage(IReadOnlyList<OrderListItem> Items, string? NextLink);
