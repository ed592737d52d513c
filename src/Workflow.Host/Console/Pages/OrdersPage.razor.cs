using Workflow.Contracts;
using Workflow.Host.Admin;
using Workflow.Host.Admin.Orders;
using Workflow.Host.OperatorConsole.Actions;
using Workflow.Host.OperatorConsole.Parts;
using Workflow.Host.OperatorConsole.Shell;
using Workflow.Orchestrator.Intake;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.OperatorConsole.Pages;

/// <summary>The searchable list of orders.</summary>
public sealed partial class OrdersPage
{
    private const int Rows = 50;
    private const string Here0 = "/console/orders";

    private static readonly string Running = string.Join(',', OrderFilter.Unfinished.Where(state => state != OrderStates.Suspended));

    private static readonly string[] Steps =
        [OrderSteps.Stock, OrderSteps.Payment, OrderSteps.Shipment, OrderSteps.ShipmentCancellation, OrderSteps.Refund, OrderSteps.StockRelease];

    private static readonly string[] StateOptions = [Running, .. OrderFilter.AllStates];

    private static readonly string[] More = ["customerId", "sku", "businessType", "minAttempt", "minAgeSeconds", "fingerprint", "from", "to"];

    private static readonly (string Name, string Address)[] Usual =
    [
        ("Newest", Here0), ("Under way", Addresses.Of(Here0, ("state", Running))), ("Suspended, longest first", Addresses.Of(Here0, ("state", OrderStates.Suspended), ("sort", "stuck"))),
        ("Tried again", Addresses.Of(Here0, ("minAttempt", "2"), ("sort", "stuck"))), ("Rejected", Addresses.Of(Here0, ("state", OrderStates.Rejected))),
        ("Completed", Addresses.Of(Here0, ("state", OrderStates.Completed))),
    ];

    private OrderFilter _filter = new();
    private List<OrderListItem> _items = [];
    private List<string> _faults = [];
    private string? _next;
    private bool _canAct;

    private string Here => Http.Request.Path + Http.Request.QueryString.Value;

    private bool HasMore => More.Any(name => Asked(name) is not null);

    private string Release => "/console/bulk/new" + Http.Request.QueryString.Value;

    /// <inheritdoc />
    protected override async Task LoadAsync()
    {
        List<FieldError> errors = [];
        _filter = (BulkForms.FieldsOf(Asked) with { Q = Asked("q"), Sort = Asked("sort") }).Read(errors);
        var walk = OrderWalk.Of(_filter);
        PageCursor? after = Asked("cursor") is { Length: > 1 } cursor && cursor[0] == walk.Mark && PageCursor.TryDecode(cursor[1..], out var place) ? place : null;
        if (Asked("cursor") is not null && after is null)
            errors.Add(new FieldError("cursor", FieldErrorCodes.InvalidFormat, "This address is no longer good; begin at the first rows."));
        _faults = errors.ConvertAll(error => $"{error.Field}: {error.Message}");
        if (errors.Count > 0)
            return;
        var key = Here0 + Http.Request.QueryString.Value;
        var (items, next) = await Looks.ReadAsync(key, token => Search.ListAsync(Who, _filter, after, Rows, token));
        _items = items;
        _next = next is { } last ? walk.Mark + last.Encode() : null;
        _canAct = !_filter.IsEmpty && _filter.Text is null && _items.Exists(order => !OrderStates.IsTerminal(order.State));
    }

    private static string Said(string state) => state == Running ? "Under way" : Words.Of(state);

    private static string Step(OrderListItem order) => order.Step is null ? "–" : order.Attempt > 1 ? $"{Words.Of(order.Step)}, attempt {order.Attempt}" : Words.Of(order.Step);
}
