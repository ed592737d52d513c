using System.Security.Cryptography;
using System.Text;

namespace Workflow.Messaging.DeadLetters;

/// <summary>
/// A name for all errors that differ only in what they are about: ids, numbers, dates and positions are taken out before
/// the text is hashed. It is stored, with dead letters and with orders, so a change of this rule parts old ones from new ones
/// of the same error.
/// </summary>
public static class ErrorFingerprint
{
    private const int HashBytes = 8;

    /// <summary>16 hexadecimal digits; of the reason when there is no error.</summary>
    public static string Of(string? error, string reason)
    {
        var text = Normalize(string.IsNullOrEmpty(error) ? reason : error);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
    }

    /// <summary>Replaces every word that has a digit in it by <c>#</c>, and every run of white space by one space.</summary>
    internal static string Normalize(string text)
    {
        var normal = new StringBuilder(text.Length);
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && IsOfWord(text[end]))
                end++;
            if (end > start)
                AppendWord(normal, text.AsSpan(start, end - start));
            else if (!char.IsWhiteSpace(text[end++]))
                normal.Append(text[start]);
            else if (normal.Length > 0 && normal[^1] != ' ')
                normal.Append(' ');
            start = end;
        }
        return normal.ToString().TrimEnd();
    }

    private static void AppendWord(StringBuilder normal, ReadOnlySpan<char> word)
    {
        if (word.ContainsAnyInRange('0', '9'))
            normal.Append('#');
        else
            normal.Append(word);
    }

    // The hyphen belongs to a word, or an id would fall into groups, some of which may happen to have no digit.
    private static bool IsOfWord(char character) => char.IsLetterOrDigit(character) || character is '-' or '_';
}
