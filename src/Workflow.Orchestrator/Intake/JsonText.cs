using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Workflow.Orchestrator.Intake;

/// <summary>Why a text is refused.</summary>
internal enum TextFault { None, Empty, TooLong, ControlCharacter, InvalidCharacter }

/// <summary>
/// Reads the strings of a body whose bytes are known to be valid UTF-8. Control characters are refused in every text:
/// U+0000 cannot be stored, and one such row would fail the commit of the whole batch it travels in.
/// </summary>
internal static class JsonText
{
    /// <summary>Longest text of any field that is kept, in characters.</summary>
    public const int MaxCharacters = 64;

    /// <summary>Most bytes that one ASCII character takes in JSON.</summary>
    public const int BytesOfAsciiEscape = 6;

    private const int MaxShownNameBytes = 64;

    // One character takes at most 12 bytes: an escaped surrogate pair.
    private const int MaxEscapedBytes = MaxCharacters * 12;

    /// <summary>The text that stands here, with a <paramref name="cache"/> for one that others have, too.</summary>
    public static TextFault Read(ref readonly Utf8JsonReader json, TextCache? cache, out string text)
    {
        text = "";
        var raw = json.ValueSpan;
        if (raw.IsEmpty) return TextFault.Empty;
        if (json.ValueIsEscaped || raw.Length > MaxCharacters || !Ascii.IsValid(raw)) return ReadUncommon(in json, out text);
        if (raw.Contains((byte)0x7F)) return TextFault.ControlCharacter;
        if (raw.Trim((byte)' ').IsEmpty) return TextFault.Empty;
        text = cache?.Get(raw) ?? Encoding.ASCII.GetString(raw);
        return TextFault.None;
    }

    /// <summary>A property's name without escapes; one that cannot be a known name comes as it stands.</summary>
    public static ReadOnlySpan<byte> Name(ref readonly Utf8JsonReader json, Span<byte> scratch)
    {
        var raw = json.ValueSpan;
        if (!json.ValueIsEscaped || raw.Length > scratch.Length || HasLoneSurrogate(raw)) return raw;
        return scratch[..json.CopyString(scratch)];
    }

    /// <summary>Copies the string without escapes; false when it is not text or has more bytes than <paramref name="target"/> has room.</summary>
    public static bool TryCopy(ref readonly Utf8JsonReader json, Span<char> target, out int length)
    {
        length = 0;
        var raw = json.ValueSpan;
        if (raw.Length > target.Length || (json.ValueIsEscaped && HasLoneSurrogate(raw))) return false;
        length = json.CopyString(target);
        return true;
    }

    /// <summary>A name that the client made up, cut to a length that can be shown.</summary>
    public static string Shown(ReadOnlySpan<byte> name)
    {
        if (name.Length <= MaxShownNameBytes) return Encoding.UTF8.GetString(name);
        var end = MaxShownNameBytes;
        while ((name[end] & 0xC0) == 0x80)
            end--;
        return Encoding.UTF8.GetString(name[..end]) + "...";
    }

    private static TextFault ReadUncommon(ref readonly Utf8JsonReader json, out string text)
    {
        text = "";
        if (json.ValueSpan.Length > MaxEscapedBytes) return TextFault.TooLong;
        if (json.ValueIsEscaped && HasLoneSurrogate(json.ValueSpan)) return TextFault.InvalidCharacter;
        Span<char> scratch = stackalloc char[MaxEscapedBytes];
        ReadOnlySpan<char> value = scratch[..json.CopyString(scratch)];
        var fault = FaultOf(value);
        if (fault == TextFault.None) text = value.ToString();
        return fault;
    }

    private static TextFault FaultOf(ReadOnlySpan<char> value)
    {
        if (value.IsWhiteSpace()) return TextFault.Empty;
        var characters = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.IsControl(rune)) return TextFault.ControlCharacter;
            characters++;
        }
        return characters > MaxCharacters ? TextFault.TooLong : TextFault.None;
    }

    /// <summary>
    /// Whether an escaped text names half of a surrogate pair. Asked before, because the reader answers it by throwing.
    /// </summary>
    private static bool HasLoneSurrogate(ReadOnlySpan<byte> escaped)
    {
        var high = false;
        for (var i = 0; i < escaped.Length; i++)
        {
            var unit = escaped[i] == (byte)'\\' ? UnitAt(escaped, ref i) : '\0';
            if (high != char.IsLowSurrogate(unit)) return true;
            high = char.IsHighSurrogate(unit);
        }
        return high;
    }

    /// <summary>The UTF-16 unit of the escape at <paramref name="index"/>, which is moved to the escape's last byte.</summary>
    private static char UnitAt(ReadOnlySpan<byte> escaped, ref int index)
    {
        index++;
        if (escaped[index] != (byte)'u') return '\0';
        Utf8Parser.TryParse(escaped.Slice(index + 1, 4), out ushort unit, out _, 'x');
        index += 4;
        return (char)unit;
    }
}
