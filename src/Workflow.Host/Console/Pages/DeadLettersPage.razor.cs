using Workflow.Host.Admin;
using Workflow.Messaging.DeadLetters;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.OperatorConsole.Pages;

/// <summary>Dead letters, by error and one by one.</summary>
public sealed partial class DeadLettersPage
{
    private const int Rows = 50;
    private const int MostGroups = 20;

    private List<DeadLetterGroup> _groups = [];
    private List<DeadLetterLine> _letters = [];
    private List<string> _faults = [];
    private string? _next;

    /// <inheritdoc />
    protected override async Task LoadAsync()
    {
        List<FieldError> errors = [];
        var filter = new DeadLetterFilterFields(
            Asked("state"), Asked("reason"), Asked("destination"), Asked("messageType"), Asked("orderId"), Asked("fingerprint"), Asked("from"), Asked("to")).Read(errors);
        var page = PageRequest.Read(null, Asked("cursor"), errors);
        _faults = errors.ConvertAll(error => $"{error.Field}: {error.Message}");
        if (errors.Count > 0)
            return;
        var key = "letters" + Http.Request.QueryString.Value;
        (DateTimeOffset, Guid)? after = page.After is { } last ? (last.At, last.Id) : null;
        var found = await Looks.ReadAsync(key, token => Letters.ListAsync(filter, after, Rows + 1, token));
        _letters = [.. found.Take(Rows)];
        _next = found.Count > Rows ? new PageCursor(_letters[^1].LastAt, _letters[^1].DeadLetterId).Encode() : null;
        if (after is null && filter.State == DeadLetterState.Open && filter.Fingerprint is null)
            _groups = await Looks.ReadAsync("groups of " + key, token => Letters.GroupAsync(filter, MostGroups, token));
    }
}
