namespace Workflow.Orchestrator.Intake;

/// <summary>Collects what is wrong with one request: lists the first 100 and counts the rest.</summary>
internal struct FieldErrors
{
    public const int MaxListed = 100;

    private List<FieldError>? _listed;
    private int _unlisted;

    public readonly bool Any => _listed is not null;

    /// <summary>Whether the next error is only counted, so that nobody needs to word it.</summary>
    public readonly bool IsFull => _listed is { Count: >= MaxListed };

    public void AddUnlisted() => _unlisted++;

    /// <summary>Adds an error of a field; <paramref name="line"/> is its order line, or -1 for a field of the order.</summary>
    public void Add(int line, string field, string code, string message)
    {
        if (IsFull)
        {
            AddUnlisted();
            return;
        }
        _listed ??= [];
        _listed.Add(new FieldError(PathOf(line, field), code, message));
    }

    public readonly IReadOnlyList<FieldError> ToList()
    {
        if (_listed is null) return [];
        if (_unlisted == 0) return _listed;
        return [.. _listed, new FieldError("body", FieldErrorCodes.MoreErrors, $"{_unlisted} more errors are not listed.")];
    }

    private static string PathOf(int line, string field) =>
        line < 0 ? field : field.Length == 0 ? $"lines[{line}]" : $"lines[{line}].{field}";
}
