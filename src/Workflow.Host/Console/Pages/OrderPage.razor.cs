using Microsoft.AspNetCore.Components;
using Workflow.Host.Admin;
using Workflow.Host.Admin.Orders;
using Workflow.Host.OperatorConsole.Parts;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.OperatorConsole.Pages;

/// <summary>One order in full, now or as it was.</summary>
public sealed partial class OrderPage
{
    private OrderCase? _order;
    private GraphLook? _graph;
    private DateTimeOffset? _at;

    /// <summary>The order.</summary>
    [Parameter]
    public Guid OrderId { get; set; }

    private string Tone => _order!.Now.State switch
    {
        OrderStates.Completed => "good",
        OrderStates.Suspended => "trouble",
        _ => _order.Explanation.Kind is "retrying" or "poison-message" ? "trouble" : "",
    };

    /// <inheritdoc />
    protected override async Task LoadAsync()
    {
        _at = AdminText.ReadTime("at", Asked("at"), []);
        _order = await Looks.ReadAsync($"order {OrderId} {_at?.UtcTicks}", token => Cases.FindAsync(Who, OrderId, _at, token));
        if (_order is null)
            IsNotThere();
        else
            _graph = GraphLook.Of(_order.Path);
    }
}
