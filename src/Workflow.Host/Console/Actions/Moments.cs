namespace Workflow.Host.OperatorConsole.Actions;

/// <summary>Moments as browsers' fields write them: without a zone. They are meant as UTC, as everything here is.</summary>
internal static class Moments
{
    /// <summary>With its zone; what is no such moment stays as it is, to be refused by name.</summary>
    internal static string? Read(string? text) => text switch
    {
        { Length: 16 } when IsLocal(text) => text + ":00Z",
        { Length: > 16 and < 30 } when IsLocal(text) && !text.EndsWith('Z') && text.IndexOf('+', StringComparison.Ordinal) < 0 && text.LastIndexOf('-') < 10 => text + "Z",
        _ => text,
    };

    /// <summary>As such a field takes it.</summary>
    internal static string? Field(string? text) => text?.TrimEnd('Z');

    private static bool IsLocal(string text) => text[4] == '-' && text[10] == 'T';
}
