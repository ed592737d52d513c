namespace Workflow.Orchestrator.Intake;

/// <summary>Finds the known name that a misspelt one was probably meant to be.</summary>
internal static class NearestName
{
    private const int MaxLength = 64;

    /// <summary>The nearest of <paramref name="known"/>, at most a third of its letters away; null when none is near.</summary>
    public static string? Of(string name, ReadOnlySpan<string> known)
    {
        if (name.Length > MaxLength) return null;
        string? nearest = null;
        var least = int.MaxValue;
        foreach (var candidate in known)
        {
            var distance = Distance(name, candidate);
            if (distance > Math.Max(1, candidate.Length / 3) || distance >= least) continue;
            least = distance;
            nearest = candidate;
        }
        return nearest;
    }

    /// <summary>Levenshtein's distance; case, and the separators of other naming styles, do not count.</summary>
    private static int Distance(string name, string candidate)
    {
        Span<int> row = stackalloc int[MaxLength + 1];
        for (var i = 0; i <= candidate.Length; i++)
            row[i] = i;
        foreach (var letter in name)
        {
            if (letter is '_' or '-' or ' ') continue;
            NextRow(row, char.ToLowerInvariant(letter), candidate);
        }
        return row[candidate.Length];
    }

    private static void NextRow(Span<int> row, char letter, string candidate)
    {
        var diagonal = row[0]++;
        for (var i = 1; i <= candidate.Length; i++)
        {
            var changed = diagonal + (char.ToLowerInvariant(candidate[i - 1]) == letter ? 0 : 1);
            diagonal = row[i];
            row[i] = Math.Min(changed, 1 + Math.Min(row[i], row[i - 1]));
        }
    }
}
