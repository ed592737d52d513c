using System.Globalization;
using Microsoft.AspNetCore.Components;
using Workflow.Host.Admin.Bulk;
using Workflow.Host.OperatorConsole.Parts;

namespace Workflow.Host.OperatorConsole.Pages;

/// <summary>A bulk action: its selection, its progress, its results.</summary>
public sealed partial class BulkPage
{
    private const int Rows = 50;

    private BulkView? _bulk;
    private List<BulkItem> _items = [];
    private bool _hasMore;

    /// <summary>The bulk action.</summary>
    [Parameter]
    public Guid BulkId { get; set; }

    private long Settled => _bulk!.Total - _bulk.Progress.GetValueOrDefault(BulkItemStates.Pending) - _bulk.Progress.GetValueOrDefault(BulkItemStates.Sent);

    private string Headline => _bulk!.State switch
    {
        "preview" => "Frozen: nothing has been done with these orders yet",
        "finished" => $"Finished: {Words.Number(_bulk.Progress.GetValueOrDefault(BulkItemStates.Resolved))} of {Words.Number(_bulk.Total)} resolved",
        _ => $"{Words.Number(Settled)} of {Words.Number(_bulk.Total)} settled",
    };

    private IEnumerable<(string Move, string Label, bool IsMain)> Moves => _bulk!.State switch
    {
        "preview" => [("cancel", "Give up", false), ("run", "Run", true)],
        "running" => [("cancel", "Give up", false), ("pause", "Pause", true)],
        "paused" => [("cancel", "Give up", false), ("run", "Go on", true)],
        _ => [],
    };

    /// <inheritdoc />
    protected override async Task LoadAsync()
    {
        _bulk = await Looks.ReadAsync($"bulk {BulkId}", token => Bulks.FindAsync(Who, BulkId, token));
        if (_bulk is null)
        {
            IsNotThere();
            return;
        }
        var state = Asked("state") is { } asked && BulkItemStates.All.Contains(asked) ? asked : null;
        var after = int.TryParse(Asked("cursor"), NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : 0;
        var found = await Looks.ReadAsync($"bulk {BulkId} items {state} {after}", token => Bulks.ItemsAsync(Who, BulkId, (state, after, Rows + 1), token));
        _hasMore = found.Count > Rows;
        _items = [.. found.Take(Rows)];
    }
}
